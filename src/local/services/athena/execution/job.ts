import type { EngineProcess } from '../../../engines/athena/engineProcess.ts';
import type { Kernel } from '../../../kernel.ts';
import type { GlueCatalog } from '../catalog/glueCatalog.ts';
import { QueryFailure } from '../queryFailure.ts';
import type { DataCatalogStore } from '../state/dataCatalogs.ts';
import type { PreparedStatementStore } from '../state/preparedStatements.ts';
import type { ColumnInfo, Query, ResultForm } from '../state/queries.ts';

/** One query at work. */
export interface Job {
  readonly kernel: Kernel;
  readonly engine: EngineProcess;
  readonly glue: GlueCatalog;
  readonly catalogs: DataCatalogStore;
  readonly prepared: PreparedStatementStore;
  readonly query: Query;
  /** A folder of its own for what is written before it is committed; gone when the query has ended. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** What a query that succeeded leaves. */
export interface Outcome {
  readonly form: ResultForm;
  readonly columns: readonly ColumnInfo[];
  readonly scannedBytes?: number;
  readonly planningMs?: number;
  readonly outputRows?: number;
  readonly outputBytes?: number;
  readonly updateCount?: number;
  readonly manifest?: string;
}

/** The database that names without one belong to. Clients quote the one of the request as often as not. */
export function databaseOf(job: Job, given?: string): string {
  return (given ?? job.query.database?.replaceAll(/^[`"]|[`"]$/g, '') ?? 'default').toLowerCase();
}

/** @throws QueryFailure for a catalog that nothing here serves */
export function checkCatalog(job: Job, catalog: string | undefined): void {
  if (catalog === undefined || job.catalogs.isKnown(job.query.region, catalog)) return;
  throw new QueryFailure('entity', `CATALOG_NOT_FOUND: Catalog '${catalog}' does not exist`);
}
