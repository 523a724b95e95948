import type { AthenaErrorKind } from '../athenaSyntaxError.ts';
import type { Call } from '../grammar/queryTree.ts';
import type { Written } from '../writing/written.ts';

/** A call that is being written, as the functions' own rules see it. */
export interface CallWriter {
  readonly call: Call;
  /** How many arguments there are. */
  readonly count: number;
  /** An argument's SQL, from 0. @throws AthenaSyntaxError when there is none */
  arg(index: number): Written;
  /** The argument's text when it is a string literal. */
  literal(index: number): string | undefined;
  /** The body of a lambda with its parameters standing for what is given. */
  lambda(index: number, ...parameters: readonly Written[]): Written;
  /** Name of the lambda's parameter in DuckDB. */
  parameter(index: number, place: number): string;
  /** A DuckDB aggregate or window function with this call's DISTINCT, ORDER BY, FILTER, IGNORE NULLS and OVER. */
  aggregate(name: string, args: readonly string[], changes?: AggregateChanges): string;
  fail(kind: AthenaErrorKind, text: string): Error;
  /** The arguments are not those that the function takes. */
  unexpected(...expected: readonly string[]): Error;
}

export interface AggregateChanges {
  /** Leaves DISTINCT and ORDER BY out. */
  readonly plain?: boolean;
}

/** How a function with rules of its own is written. */
export type FunctionWriter = (call: CallWriter) => Written;

/**
 * Functions that are a signature and a piece of SQL: `$1` stands for the first argument, `@1` for it as a local
 * timestamp or date, `$*` for all of them with commas between.
 */
export type FunctionTable = readonly (readonly [signature: string, sql: string])[];
