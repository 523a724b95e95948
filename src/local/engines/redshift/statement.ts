import type { Delete, Insert, Merge, Update } from './changes.ts';
import type {
  AlterTableAction,
  CreateExternalSchema,
  CreateExternalTable,
  CreateMaterializedView,
  CreateTable,
  CreateTableAs,
  CreateView,
  TableAttributes,
} from './definitions.ts';
import type { Copy, Unload } from './loading.ts';
import type { RelationName, SourceRange } from './names.ts';
import type { RedshiftExpression, RedshiftQuery } from './source.ts';
import type { RedshiftType } from './types/redshiftType.ts';

/**
 * Redshift's statements as they are understood here. Queries and what changes rows are written for DuckDB by
 * `translate`; all else is described, for the warehouse to carry out.
 * https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_commands.html
 */

export interface ParsedScript {
  readonly statements: readonly ParsedStatement[];
}

export interface ParsedStatement {
  /** The statement's own text, without the semicolon. */
  readonly sql: string;
  readonly range: SourceRange;
  readonly statement: RedshiftStatement;
  /** Names (`:name`, in order of first use) and the highest number (`$1`) of the values that it wants. */
  readonly parameters: { readonly names: readonly string[]; readonly count: number };
}

export type DroppedKind =
  | 'table'
  | 'view'
  | 'materialized-view'
  | 'schema'
  | 'database'
  | 'user'
  | 'group'
  | 'role'
  | 'function'
  | 'procedure';

/** A user's or role's options, as written: upper case words to their values, `true` where there is none. */
export type PrincipalOptions = ReadonlyMap<string, string | number | true>;

export interface Grantee {
  readonly kind: 'user' | 'group' | 'role' | 'public';
  readonly name: string;
}

export interface Grant {
  readonly kind: 'grant' | 'revoke';
  /** In upper case: SELECT, INSERT, ALL, USAGE …; empty when roles are granted. */
  readonly privileges: readonly string[];
  /** TABLE, SCHEMA, DATABASE, FUNCTION, PROCEDURE, LANGUAGE, ALL TABLES IN SCHEMA …, ROLE, SYSTEM. */
  readonly on: string;
  readonly objects: readonly RelationName[];
  readonly grantees: readonly Grantee[];
  /** WITH GRANT OPTION, WITH ADMIN OPTION, or GRANT OPTION FOR. */
  readonly option: boolean;
}

/** What SHOW asks the catalog. https://docs.aws.amazon.com/redshift/latest/dg/r_SHOW_TABLES.html */
export type ShowKind =
  | 'databases'
  | 'schemas'
  | 'tables'
  | 'columns'
  | 'table'
  | 'external-table'
  | 'view'
  | 'grants'
  | 'constraints'
  | 'functions'
  | 'procedures';

export type RedshiftStatement =
  | { readonly kind: 'query'; readonly query: RedshiftQuery }
  | { readonly kind: 'explain'; readonly verbose: boolean; readonly statement: RedshiftStatement }
  | Insert
  | Update
  | Delete
  | Merge
  | CreateTable
  | CreateTableAs
  | CreateView
  | CreateMaterializedView
  | { readonly kind: 'refresh-materialized-view'; readonly view: RelationName; readonly cascade: boolean }
  | {
      readonly kind: 'alter-materialized-view';
      readonly view: RelationName;
      readonly autoRefresh?: boolean;
      readonly attributes: TableAttributes;
      readonly owner?: string;
    }
  | CreateExternalSchema
  | CreateExternalTable
  | Copy
  | Unload
  | {
      /** Views are altered by the same words. */
      readonly kind: 'alter-table';
      readonly table: RelationName;
      readonly actions: readonly AlterTableAction[];
    }
  | {
      readonly kind: 'drop';
      readonly what: DroppedKind;
      readonly names: readonly RelationName[];
      readonly ifExists: boolean;
      readonly cascade: boolean;
      /** DROP SCHEMA … DROP EXTERNAL DATABASE. */
      readonly dropExternalDatabase: boolean;
    }
  | { readonly kind: 'truncate'; readonly table: RelationName }
  | {
      readonly kind: 'begin';
      readonly isolation?: string;
      readonly readOnly: boolean;
    }
  | { readonly kind: 'commit' | 'rollback' }
  | {
      readonly kind: 'set';
      readonly name: string;
      /** Without quotes; `undefined` for DEFAULT. */
      readonly value: readonly string[] | undefined;
      readonly local: boolean;
    }
  | { readonly kind: 'set-session-authorization'; readonly user: string | undefined; readonly local: boolean }
  | { readonly kind: 'set-transaction'; readonly isolation?: string; readonly readOnly?: boolean }
  | { readonly kind: 'reset'; readonly name: string | 'all' }
  | { readonly kind: 'show-setting'; readonly name: string | 'all' }
  | {
      readonly kind: 'show';
      readonly what: ShowKind;
      /** FROM DATABASE, FROM SCHEMA, FROM TABLE, ON …: the parts as written, outermost first. */
      readonly from: readonly string[];
      readonly like?: string;
      readonly limit?: number;
    }
  | {
      readonly kind: 'comment';
      readonly on: 'table' | 'column' | 'view' | 'schema' | 'database' | 'constraint' | 'function' | 'procedure';
      readonly name: RelationName;
      /** For `column`. */
      readonly column?: string;
      /** `undefined` for NULL. */
      readonly text: string | undefined;
    }
  | Grant
  | {
      readonly kind: 'alter-default-privileges';
      readonly user?: string;
      readonly schema?: string;
      readonly grant: Grant;
    }
  | {
      readonly kind: 'create-user' | 'alter-user' | 'create-role' | 'alter-role' | 'create-group' | 'alter-group';
      readonly name: string;
      readonly options: PrincipalOptions;
      /** RENAME TO. */
      readonly renameTo?: string;
      /** Of groups: those created with it, added or dropped. */
      readonly users?: { readonly change: 'add' | 'drop'; readonly names: readonly string[] };
    }
  | {
      readonly kind: 'create-schema';
      readonly schema: string;
      readonly ifNotExists: boolean;
      readonly authorization?: string;
    }
  | {
      readonly kind: 'alter-schema';
      readonly schema: string;
      readonly renameTo?: string;
      readonly owner?: string;
    }
  | { readonly kind: 'create-database'; readonly database: string; readonly options: PrincipalOptions }
  | {
      readonly kind: 'alter-database';
      readonly database: string;
      readonly renameTo?: string;
      readonly owner?: string;
      readonly options: PrincipalOptions;
    }
  | { readonly kind: 'use'; readonly database: string }
  | { readonly kind: 'analyze'; readonly table?: RelationName; readonly columns?: readonly string[] }
  | { readonly kind: 'analyze-compression'; readonly table?: RelationName }
  | { readonly kind: 'vacuum'; readonly table?: RelationName; readonly what: string }
  | { readonly kind: 'lock'; readonly tables: readonly RelationName[] }
  | {
      readonly kind: 'prepare';
      readonly name: string;
      readonly types: readonly RedshiftType[];
      readonly statement: RedshiftStatement;
      readonly sql: string;
    }
  | { readonly kind: 'execute'; readonly name: string; readonly values: readonly RedshiftExpression[] }
  | { readonly kind: 'deallocate'; readonly name: string | 'all' }
  | { readonly kind: 'declare-cursor'; readonly name: string; readonly query: RedshiftQuery }
  | {
      readonly kind: 'fetch';
      readonly name: string;
      /** How many rows; `all` for ALL. */
      readonly count: number | 'all';
    }
  | { readonly kind: 'close'; readonly name: string | 'all' }
  | { readonly kind: 'discard' }
  | { readonly kind: 'cancel'; readonly pid: number }
  /** Known to Redshift and not to the local warehouse: `message` says what to do instead. */
  | { readonly kind: 'unsupported'; readonly name: string; readonly message: string };

/** What `translate` takes. */
export type TranslatableStatement = Extract<
  RedshiftStatement,
  { readonly kind: 'query' | 'insert' | 'update' | 'delete' | 'merge' }
>;
