import { duckDbMessage, failureOfMessage, type MessageRule, plainMessage } from '../sql/duckDbMessage.ts';
import { tokenize } from './lexing/tokenize.ts';
import { RedshiftError } from './redshiftError.ts';
import { failureMark } from './writing/failure.ts';

interface Failure {
  readonly sqlState: string;
  readonly text: string;
  /** A name in the statement that the error is about: then it says where. */
  readonly name?: string;
}

type Rule = MessageRule<Failure>;

const kinds: Readonly<Record<string, string>> = {
  INT8: 'smallint',
  INT16: 'smallint',
  INT32: 'integer',
  INT64: 'bigint',
  INT128: 'numeric',
  FLOAT: 'real',
  DOUBLE: 'double precision',
  DECIMAL: 'numeric',
};

const outOfRange = (type: string): Failure => ({
  sqlState: '22003',
  text: `${kinds[type] ?? type.toLowerCase()} out of range`,
});
const numericOverflow: Failure = { sqlState: '22003', text: 'Numeric data overflow (result precision)' };

/** The first character of a text that is in the way of a number. */
function invalidDigit(value: string, type: string): Failure {
  const at = /^\s*[-+]?\d*\.?\d*/.exec(value)?.[0].length ?? 0;
  return { sqlState: 'XX000', text: `Invalid digit, Value '${value[at] ?? ' '}', Pos ${at}, Type: ${type}` };
}

/** What DuckDB says when a statement runs, and what Redshift says then. */
const running: readonly Rule[] = [
  [new RegExp(`${failureMark}([0-9A-Z]{5}):(.*)`, 's'), (sqlState, text) => ({ sqlState, text })],
  [/Could not convert string ["'](.*)["'] to (?:DECIMAL.*|DOUBLE|FLOAT)/s, (value) => invalidDigit(value, 'Decimal')],
  [
    /Could not convert string ["'](.*)["'] to (INT\d+)/s,
    (value, type) => (/^\s*[-+]?\d+\s*$/.test(value) ? outOfRange(type) : invalidDigit(value, 'Integer')),
  ],
  [/Failed to cast decimal value \S+ to type (INT\d+)/, (type) => outOfRange(type)],
  [/Could not (?:cast|convert) .* to DECIMAL|Casting .* to type DECIMAL|Could not cast value/s, () => numericOverflow],
  [
    /date field .*?: "(.*?)"/s,
    (value) => ({ sqlState: '22008', text: `date/time field value out of range: "${value}"` }),
  ],
  [
    /timestamp field .*?: "(.*?)"/s,
    (value) => ({ sqlState: '22007', text: `invalid input syntax for type timestamp: "${value}"` }),
  ],
  [
    /time field .*?: "(.*?)"/s,
    (value) => ({ sqlState: '22007', text: `invalid input syntax for type time: "${value}"` }),
  ],
  [/Type \w+ with value .*? can't be cast .* destination type (\w+)/s, (type) => outOfRange(type)],
  [/Overflow in \w+ of (DECIMAL|INT128)\b/, () => numericOverflow],
  [/Overflow in \w+ of (INT\d+|DOUBLE|FLOAT)/, (type) => outOfRange(type)],
  [
    /More than one row returned by a subquery/,
    () => ({ sqlState: '21000', text: 'more than one row returned by a subquery used as an expression' }),
  ],
  [
    /NOT NULL constraint failed: (?:[^.]*\.)?(.*)/,
    (column) => ({ sqlState: '23502', text: `Cannot insert a NULL value into column ${column}` }),
  ],
  [
    /Unknown TimeZone '?([^'!]*)/i,
    (zone) => ({ sqlState: '22023', text: `time zone "${zone.trim()}" not recognized` }),
  ],
  [
    /invalid perl operator: (.*)/,
    (operator) => ({
      sqlState: '2201B',
      text: `invalid regular expression: ${operator} is not supported by the local warehouse`,
    }),
  ],
  [
    /missing \)|missing \]|no argument for repetition operator|invalid escape sequence/,
    () => ({ sqlState: '2201B', text: 'Invalid regular expression' }),
  ],
  [/Out of Memory Error/, () => ({ sqlState: '53200', text: 'out of memory' })],
  [/INTERRUPT|Interrupted/, () => ({ sqlState: '57014', text: "Query (0) cancelled on user's request" })],
  [
    /Constraint Error: Duplicate key|TransactionContext Error: .*[Cc]onflict/,
    () => ({ sqlState: '40001', text: 'Serializable isolation violation on table' }),
  ],
];

/** What DuckDB finds wrong with a statement before it runs, that is not found before. */
const binding: readonly Rule[] = [
  [
    /column "?([^"\n]+?)"? must appear in the GROUP BY clause/i,
    (name) => ({
      sqlState: '42803',
      text: `column "${name}" must appear in the GROUP BY clause or be used in an aggregate function`,
      name,
    }),
  ],
  [
    /aggregate function calls cannot be nested/i,
    () => ({ sqlState: '42803', text: 'aggregate function calls may not be nested' }),
  ],
  [
    /(\w+) clause cannot contain aggregates/i,
    (clause) => ({ sqlState: '42803', text: `aggregates not allowed in ${clause.toUpperCase()} clause` }),
  ],
  [
    /(\w+) clause cannot contain window functions/i,
    (clause) => ({ sqlState: '42P20', text: `window functions not allowed in ${clause.toUpperCase()} clause` }),
  ],
];

/**
 * A statement's failure in DuckDB as Redshift words it.
 * @param text the statement, for the place of a name that the error is about
 */
export function executionError(error: unknown, text: string): RedshiftError {
  if (error instanceof RedshiftError) return error;
  const message = duckDbMessage(error);
  const failed = failureOfMessage(running, message);
  if (failed) return new RedshiftError(failed.sqlState, failed.text);
  const bound = failureOfMessage(binding, message);
  if (bound)
    return new RedshiftError(
      bound.sqlState,
      bound.text,
      bound.name === undefined ? undefined : placeOf(bound.name, text),
    );
  return new RedshiftError('XX000', plainMessage(message));
}

/** Where a name stands first in the user's statement. */
function placeOf(name: string, text: string): number | undefined {
  const folded = name.toLowerCase();
  return tokenize(text).find(
    ({ kind, value }) => (kind === 'word' || kind === 'quoted') && value.toLowerCase() === folded,
  )?.at;
}
