import { duckDbMessage, failureOfMessage, type MessageRule, plainMessage } from '../sql/duckDbMessage.ts';
import { type AthenaErrorKind, AthenaSyntaxError } from './athenaSyntaxError.ts';
import { tokenize } from './lexing/tokenize.ts';
import type { Position, TrinoQuery } from './statement.ts';
import type { Translation } from './translation.ts';
import { typeOfDuckDb } from './types/duckDbType.ts';
import { typeText } from './types/trinoType.ts';
import { failureMark } from './writing/failure.ts';

interface Failure {
  readonly kind: AthenaErrorKind;
  readonly text: string;
  /** A name in the query that the error is about: then it says where. */
  readonly name?: string;
}

type Rule = MessageRule<Failure>;

const cast = (text: string): Failure => ({ kind: 'INVALID_CAST_ARGUMENT', text });
const argument = (text: string): Failure => ({ kind: 'INVALID_FUNCTION_ARGUMENT', text });

/** What DuckDB says when a query runs, and what Athena says then. */
const running: readonly Rule[] = [
  [
    new RegExp(`${failureMark}([A-Z_]+): (.*)' to INT8`, 's'),
    (kind, text) => ({ kind: kind as AthenaErrorKind, text }),
  ],
  [/Malformed JSON .*Input: "@json:(.*)"/s, (value) => argument(`Cannot convert value to JSON: '${value}'`)],
  [
    /Could not convert string '(?:@text:)?(.*)' to (\w+)/s,
    (value, type) => cast(`Cannot cast '${value}' to ${castName(type)}`),
  ],
  [
    /Could not convert string "(.*)" to (DECIMAL\(\d+,\d+\))/s,
    (value, type) => cast(`Cannot cast VARCHAR '${value}' to ${type.replace(',', ', ')}. Value is not a number.`),
  ],
  [
    /Casting value "(.*)" to type (DECIMAL\(\d+,\d+\))/s,
    (value, type) => cast(`Cannot cast '${value}' to ${type.replace(',', ', ')}`),
  ],
  [/date field .*?: "(.*?)"/s, (value) => cast(`Value cannot be cast to date: ${value}`)],
  [/timestamp field .*?: "(.*?)"/s, (value) => cast(`Value cannot be cast to timestamp: ${value}`)],
  [/time field .*?: "(.*?)"/s, (value) => cast(`Value cannot be cast to time: ${value}`)],
  [
    /Type (\w+) with value (.*?) can't be cast .* destination type (\w+)/s,
    (_, value, type) => ({ kind: 'NUMERIC_VALUE_OUT_OF_RANGE', text: `Out of range for ${trinoName(type)}: ${value}` }),
  ],
  [/Overflow in (\w+) of (DECIMAL|INT128)\b/, () => ({ kind: 'NUMERIC_VALUE_OUT_OF_RANGE', text: 'Decimal overflow' })],
  [
    /Overflow in (\w+) of (INT\d+) \((.*?)\)/,
    (operation, type, terms) => ({
      kind: 'NUMERIC_VALUE_OUT_OF_RANGE',
      text: `${trinoName(type)} ${operation} overflow: ${terms}`,
    }),
  ],
  [
    /More than one row returned by a subquery/,
    () => ({ kind: 'SUBQUERY_MULTIPLE_ROWS', text: 'Scalar sub-query has returned multiple rows' }),
  ],
  [/Could not parse string "(.*)" according to format/s, (value) => argument(`Invalid format: "${value}"`)],
  [/Map keys must be unique/, () => argument('Duplicate map keys are not allowed')],
  [/Map keys can not be NULL/i, () => argument('map key cannot be null')],
  [/Malformed JSON/, () => argument('Cannot convert value to JSON')],
  [
    /invalid perl operator: (.*)/,
    (operator) => argument(`Invalid regular expression: ${operator} is not supported by the local engine`),
  ],
  [
    /missing \)|missing \]|no argument for repetition operator|invalid escape sequence/,
    () => argument('Invalid regular expression'),
  ],
  [/Invalid input for hex digit/, () => argument('Invalid hex character')],
  [/Could not decode string .* as base64/, () => argument('Illegal base64 character')],
  [/Unknown TimeZone '?([^'!]*)/i, (zone) => argument(`'${zone.trim()}' is not a valid time zone`)],
  [
    /Out of Memory Error/,
    () => ({ kind: 'GENERIC_INTERNAL_ERROR', text: 'Query exhausted resources at this scale factor' }),
  ],
];

/** What DuckDB finds wrong with a query before it runs. */
const binding: readonly Rule[] = [
  [
    /column "?([^"\n]+?)"? must appear in the GROUP BY clause/i,
    (name) => ({
      kind: 'EXPRESSION_NOT_AGGREGATE',
      text: `'${name}' must be an aggregate expression or appear in GROUP BY clause`,
      name,
    }),
  ],
  [
    /aggregate function calls cannot be nested/i,
    () => ({ kind: 'NESTED_AGGREGATION', text: 'Cannot nest aggregations inside aggregation' }),
  ],
  [/(\w+) clause cannot contain (aggregates|window functions)/i, (clause) => notScalar(clause)],
  [
    /Referenced (?:column|table) "(.+?)" not found/,
    (name) => ({
      kind: 'COLUMN_NOT_FOUND',
      text: `Column '${name.toLowerCase()}' cannot be resolved or requester is not authorized to access requested resources`,
      name,
    }),
  ],
  [
    /Table with name (\S+) does not exist/,
    (name) => ({ kind: 'TABLE_NOT_FOUND', text: `Table '${name}' does not exist`, name: name.split('.').at(-1)! }),
  ],
  [
    /Function with name (\S+) does not exist/,
    (name) => ({ kind: 'FUNCTION_NOT_FOUND', text: `Function '${name}' not registered`, name }),
  ],
  [
    /No function matches the given name and argument types '(\w+)\(/,
    (name) => ({ kind: 'FUNCTION_NOT_FOUND', text: `Unexpected parameters for function ${name}`, name }),
  ],
  [
    /Cannot (?:compare|mix) values of type (\S+) and (?:type )?([^\s-]+)/i,
    (a, b) => ({
      kind: 'TYPE_MISMATCH',
      text: `Cannot apply operator: ${typeText(typeOfDuckDb(a))} = ${typeText(typeOfDuckDb(b))}`,
    }),
  ],
];

function notScalar(clause: string): Failure {
  const text = `${clause.toUpperCase()} clause cannot contain aggregations, window functions or grouping operations`;
  return { kind: 'EXPRESSION_NOT_SCALAR', text };
}

/**
 * A query's failure in DuckDB as Athena words it. The place is that of the name that the error is about; failures of a
 * running query have none, as Trino's.
 */
export function athenaError(error: unknown, _translation: Translation, query: TrinoQuery): AthenaSyntaxError {
  if (error instanceof AthenaSyntaxError) return error;
  const message = duckDbMessage(error);
  const failed = failureOfMessage(running, message);
  if (failed) return new AthenaSyntaxError(failed.kind, `${failed.kind}: ${failed.text}`, query.at);
  const bound = failureOfMessage(binding, message);
  if (bound) {
    const at = (bound.name !== undefined && placeOf(bound.name, query)) || query.at;
    return new AthenaSyntaxError(bound.kind, `${bound.kind}: line ${at.line}:${at.column}: ${bound.text}`, at);
  }
  return new AthenaSyntaxError('GENERIC_INTERNAL_ERROR', `GENERIC_INTERNAL_ERROR: ${plainMessage(message)}`, query.at);
}

/** Where a name stands first in the user's query. */
function placeOf(name: string, query: TrinoQuery): Position | undefined {
  const folded = name.toLowerCase();
  return tokenize(query.sql, 'trino', query.at).find(
    ({ kind, value }) => (kind === 'word' || kind === 'quoted') && value.toLowerCase() === folded,
  )?.at;
}

const names: Readonly<Record<string, string>> = {
  INT8: 'tinyint',
  INT16: 'smallint',
  INT32: 'integer',
  INT64: 'bigint',
  INT128: 'bigint',
  FLOAT: 'real',
  DOUBLE: 'double',
  BOOL: 'boolean',
};

function trinoName(duckDb: string): string {
  return names[duckDb] ?? duckDb.toLowerCase();
}

/** Casts name an integer by its short name. */
function castName(duckDb: string): string {
  return duckDb === 'INT32' ? 'INT' : trinoName(duckDb).toUpperCase();
}
