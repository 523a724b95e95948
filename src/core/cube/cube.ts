import type { ColumnKind } from '../relation.ts';
import type { TimePart } from './timeParts.ts';

/** Services that hold cubes; `files` are files of the workspace, read by the result engine. */
export type CubeEngine = 'athena' | 'redshift' | 'files';

/** One thing to group by: a column, an expression, or a period of a date. */
export interface CubeLevel {
  /** Unique in the cube: `region`, or `order_date.month` for a period. */
  readonly name: string;
  readonly title: string;
  /** SQL in the engine's dialect that gives the member, or the date of which `part` is taken. */
  readonly sql: string;
  readonly kind: ColumnKind;
  /** The same thing in the fact table, where it is called otherwise there. */
  readonly factSql?: string;
  /** Set for a period of a date (members are the period's first day) and for a whole-numbered year. */
  readonly part?: TimePart;
}

/** Levels from coarse to fine, each inside the one before: year, quarter, month; region, customer. */
export interface CubeHierarchy {
  readonly name: string;
  readonly title: string;
  readonly levels: readonly string[];
}

export const aggregates = [
  'sum',
  'count',
  'count-distinct',
  'avg',
  'min',
  'max',
  'median',
  'stddev',
  'variance',
] as const;

export type Aggregate = (typeof aggregates)[number];

/** What is measured: an aggregate of one expression (`*` for count), or SQL that aggregates by itself. */
export type CubeMeasure = {
  readonly name: string;
  readonly title: string;
  /** What the expression holds; of SQL that aggregates by itself `decimal` where it was not said. */
  readonly kind: ColumnKind;
  /** Digits behind the point that are shown; absent: as many as there are. */
  readonly digits?: number;
  /**
   * Computed from the fact rows: what the cube's own rows, being aggregates, cannot be added up to, such as a number of
   * different customers.
   */
  readonly from?: 'facts';
} & ({ readonly aggregate: Aggregate; readonly of: string } | { readonly aggregate: 'sql'; readonly of: string });

/** How a cube is brought up to date. */
export type CubeRefresh =
  | { readonly kind: 'none' }
  | { readonly kind: 'materialized-view' }
  | { readonly kind: 'dbt'; readonly model: string };

/** Where a cube's rows are: the parts of a relation's name, or the files that hold it. */
export type CubeRelation =
  | { readonly kind: 'table'; readonly path: readonly string[] }
  | { readonly kind: 'files'; readonly format: 'parquet' | 'csv' | 'json'; readonly pattern: string };

export interface Cube {
  readonly name: string;
  readonly title: string;
  readonly engine: CubeEngine;
  /** Where statements run; see platform/sqlSource.ts. */
  readonly place: {
    readonly database?: string;
    readonly schema?: string;
    readonly workgroup?: string;
    /** Absolute; what relative file patterns begin at. */
    readonly folder?: string;
  };
  readonly relation: CubeRelation;
  /** The fact rows behind it, where the relation is an aggregate of them. */
  readonly facts?: CubeRelation;
  readonly levels: readonly CubeLevel[];
  readonly hierarchies: readonly CubeHierarchy[];
  readonly measures: readonly CubeMeasure[];
  readonly refresh: CubeRefresh;
}

/** A level by its name. */
export function levelNamed(cube: Cube, name: string): CubeLevel | undefined {
  return cube.levels.find((level) => level.name === name);
}
