import type { Scan, SourceColumn, SourceFile, TableSource } from '../../../engines/athena/engineApi.ts';
import type { EngineProcess } from '../../../engines/athena/engineProcess.ts';
import type { Objects } from '../../../objects.ts';
import { QueryFailure } from '../queryFailure.ts';
import type { GlueCatalog } from './glueCatalog.ts';
import { hiveDefaultPartition } from './glueCatalog.ts';
import type { GlueColumn, GlueStorage, GlueTable } from './glueShapes.ts';
import { isProjected, projectedPartitions } from './projection.ts';
import { objectsOf, sourceFile } from './tableFiles.ts';
import { formatOf } from './tableFormat.ts';

/** What loading a table needs. */
export interface SourceCtx {
  readonly objects: Objects;
  /** For pruning partitions; without it all are taken. */
  readonly engine: EngineProcess | undefined;
  readonly glue: GlueCatalog;
  readonly signal: AbortSignal;
}

interface Part {
  readonly values: readonly (string | null)[];
  readonly storage: GlueStorage;
}

/**
 * The files of a table and how they are read: those of the partitions that the catalog has (or that its projection
 * makes) and for which the predicate can hold.
 * @param predicate in DuckDB's SQL over the partition columns; undefined for all partitions
 * @throws QueryFailure
 */
export async function loadTable(ctx: SourceCtx, table: GlueTable, predicate: string | undefined): Promise<TableSource> {
  const storage = table.StorageDescriptor ?? {};
  const partitionKeys = (table.PartitionKeys ?? []).map(toSource);
  const columns = (storage.Columns ?? []).map(toSource);
  const parts = partitionKeys.length === 0 ? [{ values: [], storage }] : await partsOf(ctx, table, predicate);
  const scans = new Map<string, { format: Scan['format']; files: SourceFile[] }>();
  const name = `${table.DatabaseName}.${table.Name}`;
  const scanOf = parts.map((part) => {
    const format = formatOf(part.storage, table.Parameters ?? {}, name);
    const key = JSON.stringify(format);
    const scan = scans.get(key) ?? { format, files: [] };
    scans.set(key, scan);
    return scan;
  });
  const places = parts.map((part) => {
    if (part.storage.Location) return part.storage.Location;
    throw new QueryFailure('tableProperty', `HIVE_METASTORE_ERROR: Table location is missing: ${name}`);
  });
  for await (const { object, place } of objectsOf(ctx.objects, places, storage.Location ?? '', ctx.signal)) {
    scanOf[place]?.files.push(sourceFile(object, place));
  }
  return { columns, partitionKeys, partitions: parts.map(({ values }) => values), scans: [...scans.values()] };
}

async function partsOf(ctx: SourceCtx, table: GlueTable, predicate: string | undefined): Promise<Part[]> {
  const all: Part[] = [];
  if (isProjected(table)) {
    all.push(...projectedPartitions(table, predicate));
  } else {
    for await (const { Values, StorageDescriptor } of ctx.glue.partitions(table.DatabaseName, table.Name)) {
      const values = Values.map((value) => (value === hiveDefaultPartition ? null : value));
      // A partition that says little is stored as its table is.
      const storage = { ...table.StorageDescriptor, ...StorageDescriptor };
      const serde = StorageDescriptor?.SerdeInfo?.SerializationLibrary ? StorageDescriptor : table.StorageDescriptor;
      all.push({ values, storage: { ...storage, ...(serde?.SerdeInfo ? { SerdeInfo: serde.SerdeInfo } : {}) } });
    }
  }
  if (predicate === undefined || !ctx.engine) return all;
  const keys = (table.PartitionKeys ?? []).map(toSource);
  const partitions = all.map(({ values }) => values);
  const left = await ctx.engine.call('prune', { keys, partitions, filters: [predicate] }, ctx.signal);
  return left.map((index) => all[index]!);
}

export function toSource({ Name, Type }: GlueColumn): SourceColumn {
  return { name: Name.toLowerCase(), type: Type ?? 'string' };
}
