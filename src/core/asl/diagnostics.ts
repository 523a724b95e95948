/** One thing wrong with a definition, as ValidateStateMachineDefinition answers it. */
export interface Diagnostic {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: string;
  readonly message: string;
  /** A JSON pointer, such as `/States/Load/Next`. */
  readonly location: string;
}

/** Something that AWS refuses. */
export function problem(code: string, message: string, location: string): Diagnostic {
  return { severity: 'ERROR', code, message, location };
}

/** `CODE: what at /place, CODE: …`, as AWS puts it into an InvalidDefinition message. */
export function diagnosticText(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .map((each) => `${each.code}: ${each.message}${each.location ? ` at ${each.location}` : ''}`)
    .join(', ');
}
