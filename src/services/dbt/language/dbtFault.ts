import { lineMap } from './lineMap.ts';

/** An error of dbt's that names a file of the project. */
export interface DbtFault {
  /** From the project's folder, with `/`. */
  readonly file: string;
  readonly message: string;
  /** In the file itself, counted from 1, where dbt says so. */
  readonly line: number | undefined;
  /** What a database says of a line of the SQL that it was sent. */
  readonly sent: { readonly line: number; readonly text: string } | undefined;
}

/** The file that an error is in: `… in model fct_sales (models/marts/fct_sales.sql)`. */
const inFile = /\((?<file>(?:[\w.@ -]+\/)*[\w.@ -]+\.(?:sql|ya?ml|csv|py|md))\)/;
/** Jinja's place in a file, and Postgres's, Redshift's and DuckDB's in a statement. */
const jinjaLine = /^\s*line (?<line>\d+)\s*$/m;
const sentLine = /^\s*LINE (?<line>\d+): ?(?<text>.*)$/m;
/** YAML's own place. */
const yamlLine = /^\s*(?:Error reading .*|.*at line|in ".*", line) ?(?<line>\d+)/m;

/**
 * What an error message of dbt says of a file of the project; undefined when it names none.
 * @param fallback the file where the message itself names none, such as that of the node that failed
 */
export function dbtFault(message: string, fallback?: string): DbtFault | undefined {
  const file = inFile.exec(message)?.groups?.file ?? fallback;
  if (!file) return undefined;
  const sent = sentLine.exec(message)?.groups;
  const own =
    jinjaLine.exec(message)?.groups?.line ?? (/\.ya?ml$/.test(file) ? yamlLine.exec(message)?.groups?.line : undefined);
  return {
    file,
    message: tidied(message),
    line: own === undefined ? undefined : Number(own),
    sent: sent ? { line: Number(sent.line), text: (sent.text ?? '').trim() } : undefined,
  };
}

/**
 * The line of a model that a fault is on, counted from 0.
 * @param compiled the model's compiled SQL, where there is any
 */
export function lineOfFault(fault: DbtFault, model: string, compiled: string | undefined): number {
  if (fault.line !== undefined) return fault.line - 1;
  const missing = /depends on a (?:node|source) named '([^']+)'/.exec(fault.message)?.[1];
  const named = missing ? lineWith(model, missing.split('.').at(-1) ?? missing) : undefined;
  if (named !== undefined) return named;
  if (!fault.sent) return 0;
  // A database cuts long lines and puts dots where it did.
  const text = fault.sent.text.replace(/^\.\.\.|\.\.\.$/g, '').trim();
  const own = lineWith(model, text);
  if (own !== undefined) return own;
  const line = compiled === undefined ? undefined : lineWith(compiled, text);
  return line === undefined ? 0 : lineMap(model, compiled ?? '').toModel(line);
}

function lineWith(text: string, part: string): number | undefined {
  if (part.length < 2) return undefined;
  const line = text.split('\n').findIndex((each) => each.includes(part));
  return line < 0 ? undefined : line;
}

/** An error of dbt's without the line above it that only says what kind it is, such as `Compilation Error`. */
export function withoutHeading(message: string): string {
  return tidied(message.trim().replace(/^(?:\w+ )+Error\s*\n/, ''));
}

/** Without the line that says where the compiled code lies, which the editor offers by itself. */
function tidied(message: string): string {
  return message
    .split('\n')
    .filter((line) => !/^\s*compiled code at /.test(line))
    .map((line) => line.replace(/^ {2}/, ''))
    .join('\n')
    .trim();
}
