/** Glue's Data Catalog, as queries read and change it. */
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import type { GlueDatabase, GluePartition, GlueStorage, GlueTable } from './glueShapes.ts';

export type TableInput = Omit<GlueTable, 'DatabaseName' | 'CreateTime' | 'UpdateTime'>;

/** Glue's own most in one call. */
const createdAtOnce = 100;
const deletedAtOnce = 25;

export class GlueCatalog {
  readonly #kernel: Kernel;
  readonly #caller: { readonly region: string; readonly signal: AbortSignal };

  constructor(kernel: Kernel, region: string, signal: AbortSignal) {
    this.#kernel = kernel;
    this.#caller = { region, signal };
  }

  async database(name: string): Promise<GlueDatabase | undefined> {
    const found = await orMissing(this.#call<{ Database: GlueDatabase }>('GetDatabase', { Name: name }));
    return found?.Database;
  }

  async *databases(): AsyncGenerator<GlueDatabase> {
    yield* this.#pages<GlueDatabase>('GetDatabases', {}, 'DatabaseList');
  }

  async createDatabase(database: GlueDatabase): Promise<void> {
    await this.#call('CreateDatabase', { DatabaseInput: database });
  }

  async updateDatabase(database: GlueDatabase): Promise<void> {
    await this.#call('UpdateDatabase', { Name: database.Name, DatabaseInput: database });
  }

  async deleteDatabase(name: string): Promise<void> {
    await this.#call('DeleteDatabase', { Name: name });
  }

  async table(database: string, name: string): Promise<GlueTable | undefined> {
    const found = await orMissing(this.#call<{ Table: GlueTable }>('GetTable', { DatabaseName: database, Name: name }));
    return found?.Table;
  }

  async *tables(database: string): AsyncGenerator<GlueTable> {
    yield* this.#pages<GlueTable>('GetTables', { DatabaseName: database }, 'TableList');
  }

  async createTable(database: string, table: TableInput): Promise<void> {
    await this.#call('CreateTable', { DatabaseName: database, TableInput: table });
  }

  async updateTable(database: string, table: TableInput): Promise<void> {
    await this.#call('UpdateTable', { DatabaseName: database, TableInput: table });
  }

  async deleteTable(database: string, name: string): Promise<void> {
    await this.#call('DeleteTable', { DatabaseName: database, Name: name });
  }

  /** All partitions of a table, by their values; without their columns, which are the table's. */
  async *partitions(database: string, table: string): AsyncGenerator<GluePartition> {
    const of = { DatabaseName: database, TableName: table, ExcludeColumnSchema: true };
    yield* this.#pages<GluePartition>('GetPartitions', of, 'Partitions');
  }

  async partition(database: string, table: string, values: readonly string[]): Promise<GluePartition | undefined> {
    const of = { DatabaseName: database, TableName: table, PartitionValues: values };
    return (await orMissing(this.#call<{ Partition: GluePartition }>('GetPartition', of)))?.Partition;
  }

  /** @returns the values of those that were there already */
  async createPartitions(database: string, table: string, partitions: readonly GluePartition[]): Promise<string[][]> {
    const there: string[][] = [];
    for (let from = 0; from < partitions.length; from += createdAtOnce) {
      const { Errors = [] } = await this.#call<{
        Errors?: { PartitionValues: string[]; ErrorDetail: { ErrorCode: string; ErrorMessage: string } }[];
      }>('BatchCreatePartition', {
        DatabaseName: database,
        TableName: table,
        PartitionInputList: partitions.slice(from, from + createdAtOnce),
      });
      for (const { PartitionValues, ErrorDetail } of Errors) {
        if (ErrorDetail.ErrorCode !== 'AlreadyExistsException') {
          throw new Fault(ErrorDetail.ErrorCode, ErrorDetail.ErrorMessage);
        }
        there.push(PartitionValues);
      }
    }
    return there;
  }

  async updatePartition(
    database: string,
    table: string,
    values: readonly string[],
    partition: GluePartition,
  ): Promise<void> {
    const of = { DatabaseName: database, TableName: table, PartitionValueList: values, PartitionInput: partition };
    await this.#call('UpdatePartition', of);
  }

  async deletePartitions(database: string, table: string, values: readonly (readonly string[])[]): Promise<void> {
    for (let from = 0; from < values.length; from += deletedAtOnce) {
      const some = values.slice(from, from + deletedAtOnce).map((Values) => ({ Values }));
      await this.#call('BatchDeletePartition', { DatabaseName: database, TableName: table, PartitionsToDelete: some });
    }
  }

  async *#pages<T>(operation: string, input: Record<string, unknown>, member: string): AsyncGenerator<T> {
    let token: string | undefined;
    do {
      const page: Record<string, unknown> = await this.#call(operation, {
        ...input,
        ...(token === undefined ? {} : { NextToken: token }),
      });
      yield* (page[member] ?? []) as T[];
      token = page.NextToken as string | undefined;
    } while (token !== undefined);
  }

  #call<O = Record<string, unknown>>(operation: string, input: unknown): Promise<O> {
    return this.#kernel.call<O>('glue', operation, input, this.#caller);
  }
}

async function orMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Fault && error.code === 'EntityNotFoundException') return undefined;
    throw error;
  }
}

/** A table as it can be given back to Glue, without what Glue itself adds. */
export function inputOf(table: GlueTable): TableInput {
  const { Name, Description, Owner, TableType, Retention, StorageDescriptor, PartitionKeys, Parameters } = table;
  const { ViewOriginalText, ViewExpandedText } = table;
  const members = {
    Description,
    Owner,
    TableType,
    Retention,
    StorageDescriptor,
    PartitionKeys,
    Parameters,
    ViewOriginalText,
    ViewExpandedText,
  };
  return { Name, ...Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) };
}

/** Where a partition's files lie when nothing says so: below the table, in folders `key=value`. */
export function partitionFolder(table: GlueTable, values: readonly (string | null)[]): string {
  const keys = table.PartitionKeys ?? [];
  const folders = keys.map(({ Name }, i) => `${Name}=${escapeFolder(values[i] ?? hiveDefaultPartition)}`);
  return `${(table.StorageDescriptor?.Location ?? '').replace(/\/+$/, '')}/${folders.join('/')}`;
}

/** What Hive writes for a partition value that is NULL. */
export const hiveDefaultPartition = '__HIVE_DEFAULT_PARTITION__';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are among those that Hive escapes in folder names
const escaped = /[\u0000-\u001f\u007f"#%'*/:=?\\{[\]^]/g;

export function escapeFolder(value: string): string {
  return value.replace(escaped, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}

export function unescapeFolder(name: string): string {
  return name.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** The storage of a partition: the table's, in its own place. */
export function partitionStorage(table: GlueTable, location: string): GlueStorage {
  return { ...table.StorageDescriptor, Location: location };
}
