import type { Call } from '../grammar/queryTree.ts';
import type { RedshiftType } from '../types/redshiftType.ts';
import type { NameScope } from '../writing/scope.ts';
import type { Writer } from '../writing/writer.ts';
import type { Written } from '../writing/written.ts';

/** A call that is being written, as the functions' own rules see it. */
export interface CallWriter {
  readonly call: Call;
  readonly at: number;
  /** How many arguments there are. */
  readonly count: number;
  readonly writer: Writer;
  readonly scope: NameScope;
  /** An argument, from 0. @throws RedshiftError 42883 when there is none */
  arg(index: number): Written;
  /** An argument's SQL as a value of a type, as it becomes one without a cast. */
  as(index: number, type: RedshiftType): string;
  all(): readonly Written[];
  /** The argument's text when it is a literal in quotes. */
  literal(index: number): string | undefined;
  /** A word that may be written bare or in quotes, such as a datepart; in lower case. */
  word(index: number): string | undefined;
  /** A DuckDB aggregate or window function with this call's DISTINCT, IGNORE NULLS and OVER. */
  aggregate(name: string, args: readonly string[], order?: string): string;
  fail(sqlState: string, text: string): Error;
  /** The function is known, and not with these arguments. */
  unexpected(): Error;
}

/** How a function with rules of its own is written. */
export type FunctionWriter = (call: CallWriter) => Written;

/**
 * Functions that are a signature and a piece of SQL: `$1` stands for the first argument, `$*` for all of them with
 * commas between.
 */
export type FunctionTable = readonly (readonly [signature: string, sql: string])[];
