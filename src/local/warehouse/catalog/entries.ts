import type { Scope, ScopeColumn, ScopeRelation } from '../../engines/redshift/translation.ts';
import type { RedshiftType } from '../../engines/redshift/types/redshiftType.ts';

export interface SchemaEntry {
  readonly oid: number;
  readonly name: string;
  readonly owner: string;
  readonly kind: 'local' | 'external' | 'system';
  readonly external: ExternalSchema | undefined;
}

/** Where an external schema's tables are. */
export interface ExternalSchema {
  readonly database: string;
  readonly region: string;
  readonly iamRole: string | undefined;
}

export interface ColumnEntry extends ScopeColumn {
  /** As the default was written. */
  readonly defaultText?: string | undefined;
  readonly identitySeed?: readonly [seed: number, step: number] | undefined;
  readonly encode?: string | undefined;
  readonly distKey?: boolean | undefined;
  /** Its place in the sort key, from 1; negative in an interleaved one. */
  readonly sortKey?: number | undefined;
  readonly comment?: string | undefined;
}

export type RelationKind = 'table' | 'view' | 'late-binding-view' | 'materialized-view';

/** What is kept of a table beside its columns. */
export interface RelationDetails {
  readonly distStyle?: 'AUTO' | 'EVEN' | 'KEY' | 'ALL' | undefined;
  readonly sortStyle?: 'COMPOUND' | 'INTERLEAVED' | 'AUTO' | 'NONE' | undefined;
  readonly constraints?: readonly ConstraintEntry[] | undefined;
  readonly autoRefresh?: boolean | undefined;
  /** Of a materialized view: lines in `strata.writes` of each table that it reads, when it was last refreshed. */
  readonly seen?: Readonly<Record<string, number>> | undefined;
  readonly refreshed?: string | undefined;
  /** Of a materialized view: the external tables that it reads. */
  readonly external?: readonly { readonly schema: string; readonly name: string }[] | undefined;
}

export interface ConstraintEntry {
  readonly name: string;
  readonly kind: 'primary-key' | 'unique' | 'foreign-key';
  readonly columns: readonly string[];
  /** Of a foreign key: the number of the table that it points to, and its columns. */
  readonly table?: number | undefined;
  readonly references?: readonly string[] | undefined;
}

/** A relation as the catalog has it. */
export interface RelationEntry extends ScopeRelation {
  readonly oid: number;
  readonly database: string;
  readonly schemaOid: number;
  readonly kind: RelationKind;
  readonly owner: string;
  readonly temporary: boolean;
  /** DuckDB's name of what holds the rows; undefined for views. */
  readonly storage: string | undefined;
  /** Of a view: the query as it was written. */
  readonly definition: string | undefined;
  readonly columns: readonly ColumnEntry[];
  readonly details: RelationDetails;
}

export function isEntry(relation: ScopeRelation): relation is RelationEntry {
  return 'oid' in relation;
}

/** The columns of `strata.columns` that hold a type. */
export function typeParts(type: RedshiftType): readonly [string, number | null, number | null, number | null] {
  if ('length' in type) return [type.name, type.length, null, null];
  if (type.name === 'numeric') return [type.name, null, type.precision, type.scale];
  if (type.name === 'array') return ['super', null, null, null];
  return [type.name, null, null, null];
}

export function typeOfParts(
  name: string,
  length: number | null,
  precision: number | null,
  scale: number | null,
): RedshiftType {
  if (length !== null) return { name: name as 'character varying', length };
  if (name === 'numeric') return { name, precision: precision ?? 18, scale: scale ?? 0 };
  return { name: name as 'integer' };
}

export type { Scope };
