import type { RelationName } from './names.ts';
import type { RedshiftType } from './types/redshiftType.ts';

/** What a statement's names are looked up in: one session's view of the warehouse. */
export interface Scope {
  /**
   * A table, view or catalog relation by the name that was written; `undefined` when there is none. One without a
   * schema is looked for as the session's search path says, temporary tables first.
   */
  relation(name: RelationName): ScopeRelation | undefined;
  /** Whether there is such a schema, for the wording of errors. */
  hasSchema(name: string): boolean;
  readonly session: ScopeSession;
  /**
   * Values of `$1`, `$2` … and of `:name`, as text, and types where the client told them. Where they are given, they are
   * written into the SQL; where not, DuckDB's own parameters stand in their places (`$1`), in the order that
   * `Translation.parameters` tells.
   */
  readonly parameters?: ReadonlyMap<string, ParameterValue>;
}

export interface ParameterValue {
  readonly value: string | null;
  readonly type?: RedshiftType;
}

/** What functions such as `current_user` tell. */
export interface ScopeSession {
  readonly user: string;
  readonly database: string;
  /** The first schema of the search path that exists. */
  readonly schema: string;
  readonly searchPath: readonly string[];
  readonly pid: number;
  /** A setting's value, for `current_setting` and for what changes the language; `undefined` when there is none. */
  setting(name: string): string | undefined;
}

export interface ScopeRelation {
  /** How DuckDB calls it, such as `"public"."sales"`; a view may as well give its own query in parentheses. */
  readonly sql: string;
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly ScopeColumn[];
}

export interface ScopeColumn {
  readonly name: string;
  readonly type: RedshiftType;
  /** SQL for DuckDB of what an INSERT puts where it gives nothing; NULL when missing. */
  readonly default?: string;
  /** `always`: an INSERT cannot give a value. */
  readonly identity?: 'always' | 'by default';
  readonly notNull?: boolean;
}

/** A column of the result. */
export interface ResultColumn {
  /** `?column?` where the query gives none. */
  readonly name: string;
  readonly type: RedshiftType;
  /** The table and column that it is a copy of, where it is one. */
  readonly origin?: { readonly schema: string; readonly table: string; readonly column: string };
}

/** A statement in DuckDB's dialect, for a connection that has run `redshiftMacros`. */
export interface Translation {
  /** One statement, or for REMOVE DUPLICATES several, to be run in one transaction; the last one counts the rows. */
  readonly sql: readonly string[];
  /** Empty for what gives no rows. Values have DuckDB's type of `duckDbType(column.type)`. */
  readonly columns: readonly ResultColumn[];
  /** Relations that are read, and the one that is written, each once. */
  readonly reads: readonly ScopeRelation[];
  readonly writes?: ScopeRelation;
  /** The parameters that stand in the SQL as `$1`, `$2` …: the type that each was taken for. */
  readonly parameters: readonly { readonly name: string; readonly type: RedshiftType }[];
}
