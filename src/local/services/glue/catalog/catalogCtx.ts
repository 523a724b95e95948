import type { EventBus } from '../../../eventBus.ts';
import type { Call } from '../../../server/operation.ts';
import { notFound } from '../glueOperation.ts';
import type { TagStore } from '../tags.ts';
import type { CatalogStore, TablePlace } from './catalogStore.ts';
import type { Database, Table } from './shapes.ts';

/** What the operations of the catalog are built from. */
export interface CatalogCtx {
  readonly catalog: CatalogStore;
  readonly tags: TagStore;
  readonly events: EventBus;
}

/** @throws Fault EntityNotFoundException */
export function needDatabase(ctx: CatalogCtx, call: Pick<Call, 'region'>, name: string): Database {
  const database = ctx.catalog.database(call.region, name);
  if (!database) throw notFound(`Database ${name} not found.`);
  return database;
}

/** @throws Fault EntityNotFoundException when the table or its database is missing */
export function needTable(
  ctx: CatalogCtx,
  call: Pick<Call, 'region'>,
  database: string,
  name: string,
): { readonly place: TablePlace; readonly table: Table } {
  const place = { region: call.region, database, name };
  const table = ctx.catalog.table(place);
  if (table) return { place, table };
  needDatabase(ctx, call, database);
  throw notFound(`Table ${name} not found.`);
}
