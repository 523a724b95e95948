/** What is new in a table or partition that a crawl found again. */
import { isDeepStrictEqual } from 'node:util';
import type { Column, StorageDescriptor, Table, TableInput } from '../../catalog/shapes.ts';

/** Columns, keys or the way files are read: what a query would notice. */
export function schemaDiffers(table: Table, found: TableInput): boolean {
  return (
    !sameColumns(table.PartitionKeys, found.PartitionKeys) ||
    storageDiffers(table.StorageDescriptor, found.StorageDescriptor) ||
    table.Parameters?.DEPRECATED_BY_CRAWLER !== undefined
  );
}

export function storageDiffers(old: StorageDescriptor | undefined, found: StorageDescriptor | undefined): boolean {
  return (
    !sameColumns(old?.Columns ?? [], found?.Columns ?? []) ||
    old?.InputFormat !== found?.InputFormat ||
    old?.Location !== found?.Location ||
    old?.SerdeInfo?.SerializationLibrary !== found?.SerdeInfo?.SerializationLibrary ||
    !isDeepStrictEqual(old?.SerdeInfo?.Parameters ?? {}, found?.SerdeInfo?.Parameters ?? {}) ||
    old?.Parameters?.['skip.header.line.count'] !== found?.Parameters?.['skip.header.line.count']
  );
}

/** Number and size of the files. */
export function totalsDiffer(
  old: { readonly Parameters?: Readonly<Record<string, string>> | undefined },
  found: { readonly Parameters?: Readonly<Record<string, string>> | undefined },
): boolean {
  return ['objectCount', 'recordCount', 'sizeKey', 'averageRecordSize'].some(
    (name) => old.Parameters?.[name] !== found.Parameters?.[name],
  );
}

/** The table with what a person has added to it: parameters, descriptions, comments of columns. */
export function keepAdditions(table: Table, found: TableInput): TableInput {
  const comments = new Map(table.StorageDescriptor?.Columns?.map((column) => [column.Name, column.Comment]));
  const { DEPRECATED_BY_CRAWLER: _, ...parameters } = table.Parameters ?? {};
  const { StorageDescriptor: storage } = found;
  return {
    ...found,
    ...(table.Description === undefined ? {} : { Description: table.Description }),
    ...(table.Owner === undefined ? {} : { Owner: table.Owner }),
    Retention: table.Retention,
    Parameters: { ...parameters, ...found.Parameters },
    ...(storage ? { StorageDescriptor: { ...storage, Columns: withComments(storage.Columns ?? [], comments) } } : {}),
  };
}

/** The table as it is, with the columns that are new. */
export function mergeNewColumns(table: Table, found: TableInput): TableInput {
  const known = table.StorageDescriptor?.Columns ?? [];
  const names = new Set(known.map((column) => column.Name));
  const added = (found.StorageDescriptor?.Columns ?? []).filter((column) => !names.has(column.Name));
  return {
    ...keepAdditions(table, found),
    PartitionKeys: table.PartitionKeys,
    StorageDescriptor: {
      ...(table.StorageDescriptor ?? { Compressed: false, NumberOfBuckets: 0, StoredAsSubDirectories: false }),
      Columns: [...known, ...added],
      Parameters: { ...table.StorageDescriptor?.Parameters, ...found.StorageDescriptor?.Parameters },
    },
  };
}

function withComments(columns: readonly Column[], comments: ReadonlyMap<string, string | undefined>): Column[] {
  return columns.map((column) => {
    const comment = comments.get(column.Name);
    return comment === undefined ? column : { ...column, Comment: comment };
  });
}

function sameColumns(a: readonly Column[], b: readonly Column[]): boolean {
  return a.length === b.length && a.every((each, index) => each.Name === b[index]?.Name && each.Type === b[index].Type);
}
