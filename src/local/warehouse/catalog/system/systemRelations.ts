import { informationSchema } from './informationSchema.ts';
import { pgCatalog } from './pgCatalog.ts';
import { pgEmpty } from './pgEmpty.ts';
import { pgTableDef } from './pgTableDef.ts';
import { runtimeViews } from './runtimeViews.ts';
import { svvViews } from './svvViews.ts';
import type { SystemRelation } from './systemRelation.ts';

const byName: ReadonlyMap<string, SystemRelation> = new Map(
  [...pgCatalog, ...pgEmpty, ...pgTableDef, ...informationSchema, ...svvViews, ...runtimeViews].map((relation) => [
    `${relation.schema}.${relation.name}`,
    relation,
  ]),
);

/** A system view; those of `pg_catalog` are found without a schema, too. */
export function findSystemRelation(schema: string | undefined, name: string): SystemRelation | undefined {
  return byName.get(`${schema ?? 'pg_catalog'}.${name}`);
}

/** Whether its rows tell of external schemas, whose tables are to be fetched first. */
export function readsExternal({ name }: SystemRelation): boolean {
  return /^svv_(external_(tables|columns)|all_(tables|columns)|tables|columns)$/.test(name);
}
