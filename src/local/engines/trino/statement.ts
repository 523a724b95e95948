/**
 * Athena's statements as they are understood here. What DuckDB can do is handed on as a query (`TrinoQuery`); what
 * changes the catalog or writes to S3 is described, and carried out by the local Athena.
 * https://docs.aws.amazon.com/athena/latest/ug/ddl-sql-reference.html
 */

/** As written, folded to lower case; what is missing comes from the query's context. */
export interface TableName {
  readonly catalog?: string;
  readonly database?: string;
  readonly table: string;
}

/** Where a piece of a statement begins; both from 1, as Athena's errors count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A SELECT, WITH, VALUES or TABLE in Trino's dialect, and where it begins in the whole statement. */
export interface TrinoQuery {
  readonly sql: string;
  readonly at: Position;
}

/** A column with its Hive type, such as `decimal(10,2)` or `array<string>`. */
export interface HiveColumn {
  readonly name: string;
  readonly type: string;
  readonly comment?: string;
}

/** `ROW FORMAT`, `STORED AS` and their properties, as the catalog keeps them. */
export interface HiveStorage {
  readonly inputFormat: string;
  readonly outputFormat: string;
  readonly serializationLibrary: string;
  readonly serdeParameters: Readonly<Record<string, string>>;
}

/** Values of partition columns, as text, in the order they were written. */
export type PartitionSpec = ReadonlyMap<string, string>;

export type Statement =
  | { readonly kind: 'query'; readonly query: TrinoQuery }
  | { readonly kind: 'explain'; readonly analyze: boolean; readonly query: TrinoQuery }
  | {
      readonly kind: 'create-table-as';
      readonly table: TableName;
      readonly ifNotExists: boolean;
      readonly comment?: string;
      /** Names in lower case: format, external_location, partitioned_by, write_compression, bucketed_by … */
      readonly properties: Readonly<Record<string, string | number | readonly string[]>>;
      readonly query: TrinoQuery;
      readonly withData: boolean;
    }
  | {
      readonly kind: 'insert';
      readonly table: TableName;
      readonly columns?: readonly string[];
      readonly query: TrinoQuery;
    }
  | {
      readonly kind: 'unload';
      readonly query: TrinoQuery;
      readonly to: string;
      readonly properties: Readonly<Record<string, string | number | readonly string[]>>;
    }
  | {
      readonly kind: 'create-table';
      readonly table: TableName;
      readonly ifNotExists: boolean;
      readonly columns: readonly HiveColumn[];
      readonly partitionedBy: readonly HiveColumn[];
      readonly comment?: string;
      readonly storage: HiveStorage;
      readonly location: string;
      readonly properties: Readonly<Record<string, string>>;
      readonly bucketedBy?: { readonly columns: readonly string[]; readonly count: number };
    }
  | {
      readonly kind: 'create-view';
      readonly view: TableName;
      readonly orReplace: boolean;
      readonly query: TrinoQuery;
    }
  | { readonly kind: 'drop-table'; readonly table: TableName; readonly ifExists: boolean }
  | { readonly kind: 'drop-view'; readonly view: TableName; readonly ifExists: boolean }
  | {
      readonly kind: 'create-database';
      readonly database: string;
      readonly ifNotExists: boolean;
      readonly comment?: string;
      readonly location?: string;
      readonly properties: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'set-database-properties';
      readonly database: string;
      readonly properties: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'drop-database'; readonly database: string; readonly ifExists: boolean; readonly cascade: boolean }
  | {
      readonly kind: 'add-partitions';
      readonly table: TableName;
      readonly ifNotExists: boolean;
      readonly partitions: readonly { readonly spec: PartitionSpec; readonly location?: string }[];
    }
  | {
      readonly kind: 'drop-partitions';
      readonly table: TableName;
      readonly ifExists: boolean;
      readonly partitions: readonly PartitionSpec[];
    }
  | {
      readonly kind: 'rename-partition';
      readonly table: TableName;
      readonly from: PartitionSpec;
      readonly to: PartitionSpec;
    }
  | {
      readonly kind: 'set-location';
      readonly table: TableName;
      readonly partition?: PartitionSpec;
      readonly location: string;
    }
  | { readonly kind: 'add-columns'; readonly table: TableName; readonly columns: readonly HiveColumn[] }
  | { readonly kind: 'replace-columns'; readonly table: TableName; readonly columns: readonly HiveColumn[] }
  | {
      readonly kind: 'set-table-properties';
      readonly table: TableName;
      readonly properties: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'repair-table'; readonly table: TableName }
  | { readonly kind: 'show-databases'; readonly like?: string }
  | { readonly kind: 'show-tables'; readonly database?: string; readonly like?: string }
  | { readonly kind: 'show-views'; readonly database?: string; readonly like?: string }
  | { readonly kind: 'show-columns'; readonly table: TableName }
  | { readonly kind: 'show-partitions'; readonly table: TableName }
  | { readonly kind: 'show-create-table'; readonly table: TableName }
  | { readonly kind: 'show-create-view'; readonly view: TableName }
  | { readonly kind: 'show-table-properties'; readonly table: TableName; readonly property?: string }
  | {
      readonly kind: 'describe';
      readonly table: TableName;
      readonly formatted: boolean;
      readonly partition?: PartitionSpec;
    }
  | { readonly kind: 'prepare'; readonly name: string; readonly sql: string }
  | { readonly kind: 'execute'; readonly name: string; readonly values: readonly string[] }
  | { readonly kind: 'deallocate'; readonly name: string };
