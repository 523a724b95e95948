import type { HiveColumn, TableName } from './statement.ts';

/** What a query's names are looked up in. */
export interface TranslationScope {
  /** The database of tables that are named without one. */
  readonly database: string;
  /**
   * The columns of a table or view, partition columns last, with their Hive types; `undefined` when there is no such
   * table. Also asked for `information_schema` and for `"table$partitions"`. Names come in lower case.
   */
  columns(table: CatalogTable): readonly HiveColumn[] | undefined;
  /** Whether there is such a database, for the wording of errors; every database exists when this is missing. */
  hasDatabase?(database: string): boolean;
}

/** A table or view, by its full name in lower case; without `catalog` it is in AwsDataCatalog. */
export interface CatalogTable extends TableName {
  readonly database: string;
}

/** A term of WHERE that no row of a relation can be in the result without fulfilling. */
export interface Conjunct {
  /** A condition for a DuckDB that has run `macros`. It names the relation's columns bare, as `"year" = '2024'`. */
  readonly sql: string;
  /** The columns that it names, in lower case. */
  readonly columns: readonly string[];
}

/** A catalog table or view that a query reads. */
export interface RelationUse {
  readonly table: CatalogTable;
  /**
   * One list for each place that reads the relation. A row is needed when all conjuncts of at least one list hold, so an
   * empty list means that every row is needed. See `partitionPredicate`.
   */
  readonly uses: readonly (readonly Conjunct[])[];
  /** Hidden columns that the query names: `$path`, `$file_size`, `$file_modified_time`, `$partition`. */
  readonly hiddenColumns: readonly string[];
}

/** A column of the result as far as it is known before the query runs. */
export interface OutputColumn {
  /** `_col0`, `_col1` … where the query gives none. */
  readonly name: string;
  /** Whether the query gives the name: a table or view cannot be made of columns without. */
  readonly named: boolean;
  /** Trino's type, as `decimal(10,2)`; missing where it is not known. */
  readonly type?: string;
  /** The time zone that its moments are shown in, as DuckDB names it; missing for UTC. */
  readonly zone?: string;
}

/** A Trino query in DuckDB's dialect. */
export interface Translation {
  /** Refers to each catalog relation as `"database"."table"`. */
  readonly sql: string;
  readonly relations: readonly RelationUse[];
  readonly columns: readonly OutputColumn[] | undefined;
}

/**
 * What a partition must fulfil to be read, in DuckDB's dialect over the partition columns; `undefined` when all must be
 * read.
 * @param partitionColumns in lower case
 */
export function partitionPredicate(relation: RelationUse, partitionColumns: readonly string[]): string | undefined {
  const keys = new Set(partitionColumns);
  const uses = relation.uses.map((conjuncts) =>
    conjuncts.filter(({ columns }) => columns.length > 0 && columns.every((column) => keys.has(column))),
  );
  if (uses.length === 0 || uses.some((conjuncts) => conjuncts.length === 0)) return undefined;
  return uses.map((conjuncts) => `(${conjuncts.map(({ sql }) => `(${sql})`).join(' AND ')})`).join(' OR ');
}
