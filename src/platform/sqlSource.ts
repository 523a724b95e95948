/** SQL on what a service holds, for others: cubes, previews, tests of models. */
import type { RelationSource } from '../core/action.ts';
import type { SqlDialect } from '../core/sqlDialect.ts';
import type { Ctx } from './ctx.ts';

/** Where a statement runs, as far as it was said; the service finds the rest. */
export interface SqlPlace {
  /** Athena: the Glue database; Redshift, PostgreSQL: the database. */
  readonly database?: string;
  /** Where unqualified names are looked up in Redshift and PostgreSQL. */
  readonly schema?: string;
  /** Athena: the workgroup; Redshift: the cluster identifier or the serverless workgroup; PostgreSQL: the instance or source. */
  readonly workgroup?: string;
  /** The folder that relative paths of files begin at, absolute; for files on this machine. */
  readonly folder?: string;
}

export interface SqlColumn {
  readonly name: string;
  /** In the engine's own words, such as `decimal(18,2)`. */
  readonly type: string;
}

/** The answer of one statement. Every value is the text that the engine prints for it, so that nothing is rounded. */
export interface SqlAnswer {
  readonly columns: readonly SqlColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
  /** Rows were left out behind the last one. */
  readonly more: boolean;
}

/**
 * A way to run statements one after another, kept open by who asks often. Statements run with what the context was
 * granted: one that changes something is refused in a context that reads.
 */
export interface SqlSession extends AsyncDisposable {
  /**
   * Runs one statement and reads its answer. An abort ends the statement where it runs.
   * @param maxRows the most rows that are read
   * @throws AppError `failed` with the engine's own words, `not-found` where they say that a relation is missing
   */
  query(sql: string, maxRows: number, signal: AbortSignal): Promise<SqlAnswer>;
  /** Starts a statement whose rows are many: they are for the results panel, by windows. */
  start(sql: string, title: string, signal: AbortSignal): Promise<RelationSource>;
}

/** The capability `sql` of a service. */
export interface SqlSource {
  /** In which statements are written for it; absent where only those run that people have written. */
  readonly dialect?: SqlDialect;
  /** @throws AppError where there is no such place, with what to do */
  open(ctx: Ctx, place: SqlPlace, signal: AbortSignal): Promise<SqlSession>;
}
