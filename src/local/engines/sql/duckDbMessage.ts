/** What DuckDB's messages become in the words of the engine that it stands for. */

/** A pattern of DuckDB's messages, and the failure that its groups make. */
export type MessageRule<Failure> = readonly [pattern: RegExp, failure: (...groups: string[]) => Failure];

/** A failure's message without the excerpt of DuckDB's own SQL that it may end with. */
export function duckDbMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const at = message.lastIndexOf('\n\nLINE ');
  return at < 0 ? message : message.slice(0, at);
}

/** The failure of the first rule that knows the message. */
export function failureOfMessage<Failure>(
  rules: readonly MessageRule<Failure>[],
  message: string,
): Failure | undefined {
  for (const [pattern, failure] of rules) {
    const match = pattern.exec(message);
    if (match) return failure(...match.slice(1).map((group) => group ?? ''));
  }
  return undefined;
}

/** A message that no rule knows: its first line without the name of DuckDB's error. */
export function plainMessage(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/^[A-Z][\w ]*? Error: /, '');
}
