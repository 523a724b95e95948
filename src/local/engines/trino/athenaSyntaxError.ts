import type { Position } from './statement.ts';

/**
 * What a statement failed with. `SYNTAX_ERROR` of Trino statements is told when the query is started; everything else
 * fails the query. https://docs.aws.amazon.com/athena/latest/ug/troubleshooting-athena.html
 */
export type AthenaErrorKind =
  | 'SYNTAX_ERROR'
  | 'HIVE_PARSE_ERROR'
  | 'NOT_SUPPORTED'
  | 'COLUMN_NOT_FOUND'
  | 'AMBIGUOUS_NAME'
  | 'TABLE_NOT_FOUND'
  | 'SCHEMA_NOT_FOUND'
  | 'CATALOG_NOT_FOUND'
  | 'FUNCTION_NOT_FOUND'
  | 'TYPE_NOT_FOUND'
  | 'TYPE_MISMATCH'
  | 'MISMATCHED_COLUMN_ALIASES'
  | 'DUPLICATE_NAMED_QUERY'
  | 'EXPRESSION_NOT_AGGREGATE'
  | 'EXPRESSION_NOT_SCALAR'
  | 'EXPRESSION_NOT_IN_DISTINCT'
  | 'MISSING_GROUP_BY'
  | 'NESTED_AGGREGATION'
  | 'INVALID_COLUMN_REFERENCE'
  | 'INVALID_PARAMETER_USAGE'
  | 'INVALID_LITERAL'
  | 'SUBQUERY_MULTIPLE_ROWS'
  | 'DIVISION_BY_ZERO'
  | 'INVALID_CAST_ARGUMENT'
  | 'INVALID_FUNCTION_ARGUMENT'
  | 'NUMERIC_VALUE_OUT_OF_RANGE'
  | 'GENERIC_USER_ERROR'
  | 'GENERIC_INTERNAL_ERROR';

/** A statement that cannot be run, in the words that Athena has for it. */
export class AthenaSyntaxError extends Error {
  readonly kind: AthenaErrorKind;
  readonly position: Position;

  constructor(kind: AthenaErrorKind, message: string, position: Position) {
    super(message);
    this.name = 'AthenaSyntaxError';
    this.kind = kind;
    this.position = position;
  }
}

/** A statement that Trino's grammar does not know: `line 1:8: mismatched input …`. */
export function syntaxError(position: Position, text: string): AthenaSyntaxError {
  return new AthenaSyntaxError('SYNTAX_ERROR', `line ${position.line}:${position.column}: ${text}`, position);
}

/** A Hive statement that its grammar does not know; Hive counts columns from 0. */
export function hiveError(position: Position, text: string): AthenaSyntaxError {
  return new AthenaSyntaxError(
    'HIVE_PARSE_ERROR',
    `FAILED: ParseException line ${position.line}:${position.column - 1} ${text}`,
    position,
  );
}

/** A statement that reads well and means nothing: `COLUMN_NOT_FOUND: line 1:8: …`. */
export function queryError(kind: AthenaErrorKind, position: Position, text: string): AthenaSyntaxError {
  return new AthenaSyntaxError(kind, `${kind}: line ${position.line}:${position.column}: ${text}`, position);
}
