/** From a Trino query to what DuckDB runs: names looked up in the catalog, views opened, partitions chosen. */
import path from 'node:path';
import { type ReadyQuery, type Relation, tableKey } from '../../../engines/athena/engineApi.ts';
import type { HiveColumn, TrinoQuery } from '../../../engines/trino/statement.ts';
import {
  type CatalogTable,
  type OutputColumn,
  partitionPredicate,
  type RelationUse,
  type Translation,
} from '../../../engines/trino/translation.ts';
import { RemoteFailure } from '../../../processes/ipc.ts';
import { hiveDefaultPartition } from '../catalog/glueCatalog.ts';
import type { GlueTable } from '../catalog/glueShapes.ts';
import { informationSchema, isInformationSchema } from '../catalog/informationSchema.ts';
import { isView, queryOf, readView } from '../catalog/presto.ts';
import { folderOf } from '../catalog/tableFiles.ts';
import { loadTable, toSource } from '../catalog/tableSource.ts';
import { QueryFailure } from '../queryFailure.ts';
import { databaseOf, type Job } from './job.ts';

export interface PlannedQuery {
  readonly ready: ReadyQuery;
  readonly columns: readonly OutputColumn[] | undefined;
}

/** Views within views within views: no sensible catalog goes deeper, a circle of views does. */
const deepestView = 30;

/** @throws QueryFailure, RemoteFailure in Athena's words */
export async function planQuery(job: Job, query: TrinoQuery): Promise<PlannedQuery> {
  const planning = new Planning(job);
  const { sql, columns } = await planning.translate(query, databaseOf(job), 0);
  const relations = await planning.relations();
  const buckets = relations.flatMap((relation) => (relation.kind === 'table' ? planning.bucketsOf(relation.name) : []));
  const folders = [...new Set(buckets)].map((bucket) => job.kernel.objects.bucketFolder(bucket));
  const { mostBytes } = job.query;
  const spill = path.join(job.folder, 'spill');
  const zones = columns?.map(({ zone }) => zone);
  return { ready: { sql, query, relations, zones, folders: [...folders, job.folder], spill, mostBytes }, columns };
}

interface TableUse {
  readonly table: GlueTable;
  /** One for each place that reads it; undefined where all partitions are needed. */
  readonly predicates: (string | undefined)[];
  readonly hidden: Set<string>;
}

class Planning {
  readonly #job: Job;
  readonly #tables = new Map<string, GlueTable | undefined>();
  readonly #databases = new Map<string, boolean>();
  readonly #uses = new Map<string, TableUse>();
  readonly #made = new Map<string, Relation>();
  readonly #buckets = new Map<string, string[]>();

  constructor(job: Job) {
    this.#job = job;
  }

  /** Translates a query and, before it, the views that it reads. */
  async translate(query: TrinoQuery, database: string, depth: number): Promise<Translation> {
    if (depth > deepestView) throw new QueryFailure('view', 'Statement stack overflow: views refer to each other');
    const { engine, signal } = this.#job;
    const columns = new Map<string, readonly HiveColumn[] | undefined>();
    const databases = new Map<string, boolean>();
    for (;;) {
      const answer = await engine.call('translate', { query, database, columns, databases }, signal);
      if (answer.translation) {
        for (const use of answer.translation.relations) await this.#use(use, depth);
        return answer.translation;
      }
      for (const table of answer.tables) columns.set(tableKey(table), await this.#columnsOf(table));
      for (const each of answer.databases) databases.set(each, await this.#hasDatabase(each));
    }
  }

  /** All that the translated queries read, each before what reads it. */
  async relations(): Promise<Relation[]> {
    const tables: Relation[] = [];
    for (const { table, predicates, hidden } of this.#uses.values()) {
      // Places that read the same table share one relation, so that all their partitions are in it.
      const predicate = predicates.includes(undefined) ? undefined : predicates.map((each) => `(${each})`).join(' OR ');
      const { kernel, engine, glue, signal } = this.#job;
      const source = await loadTable({ objects: kernel.objects, engine, glue, signal }, table, predicate);
      const name = [table.DatabaseName, table.Name];
      const uris = source.scans.flatMap(({ files }) => files.map(({ uri }) => uri));
      this.#buckets.set(JSON.stringify(name), [...new Set(uris.map((uri) => folderOf(kernel.objects, uri).bucket))]);
      tables.push({ kind: 'table', name, source, hidden: [...hidden] });
    }
    return [...tables, ...this.#made.values()];
  }

  bucketsOf(name: readonly string[]): readonly string[] {
    return this.#buckets.get(JSON.stringify(name)) ?? [];
  }

  async #use(use: RelationUse, depth: number): Promise<void> {
    const { database, table: name } = use.table;
    const key = tableKey(use.table);
    if (isInformationSchema(use.table) || name.endsWith(partitionsSuffix)) {
      if (!this.#made.has(key)) this.#made.set(key, await this.#rowsOf(use.table));
      return;
    }
    const table = await this.#table(database, name);
    if (!table) throw new QueryFailure('table', `TABLE_NOT_FOUND: Table '${fullName(use.table)}' does not exist`);
    if (isView(table)) return await this.#useView(key, table, depth);
    const known = this.#uses.get(key) ?? { table, predicates: [], hidden: new Set<string>() };
    this.#uses.set(key, known);
    known.predicates.push(
      partitionPredicate(
        use,
        (table.PartitionKeys ?? []).map(({ Name }) => Name.toLowerCase()),
      ),
    );
    for (const column of use.hiddenColumns) known.hidden.add(column);
  }

  async #useView(key: string, view: GlueTable, depth: number): Promise<void> {
    if (this.#made.has(key)) return;
    const definition = readView(view);
    const database = (definition.schema ?? view.DatabaseName).toLowerCase();
    const { sql } = await this.translate(queryOf(definition), database, depth + 1).catch((error: unknown) => {
      if (!(error instanceof RemoteFailure)) throw error;
      throw new QueryFailure(
        'view',
        `INVALID_VIEW: Failed analyzing stored view 'awsdatacatalog.${view.DatabaseName}.${view.Name}': ${error.message}`,
      );
    });
    const columns = (view.StorageDescriptor?.Columns ?? []).map(toSource);
    this.#made.set(key, { kind: 'view', name: [view.DatabaseName, view.Name], sql, columns });
  }

  async #columnsOf(table: CatalogTable): Promise<readonly HiveColumn[] | undefined> {
    if (table.catalog !== undefined && !this.#job.catalogs.isKnown(this.#job.query.region, table.catalog)) {
      throw new QueryFailure('entity', `CATALOG_NOT_FOUND: Catalog '${table.catalog}' does not exist`);
    }
    if (isInformationSchema(table)) return informationSchema(table.table)?.columns;
    if (table.table.endsWith(partitionsSuffix)) {
      const of = await this.#table(table.database, table.table.slice(0, -partitionsSuffix.length));
      const keys = of?.PartitionKeys ?? [];
      return keys.length === 0 ? undefined : keys.map(toSource);
    }
    const found = await this.#table(table.database, table.table);
    return found && [...(found.StorageDescriptor?.Columns ?? []), ...(found.PartitionKeys ?? [])].map(toSource);
  }

  async #rowsOf(table: CatalogTable): Promise<Relation> {
    const name = [table.database, table.table];
    if (isInformationSchema(table)) {
      const found = informationSchema(table.table);
      if (!found) throw new QueryFailure('table', `TABLE_NOT_FOUND: Table '${fullName(table)}' does not exist`);
      return { kind: 'rows', name, columns: found.columns, rows: await found.rows(this.#job) };
    }
    const of = await this.#table(table.database, table.table.slice(0, -partitionsSuffix.length));
    const rows: (readonly (string | null)[])[] = [];
    for await (const { Values } of of ? this.#job.glue.partitions(of.DatabaseName, of.Name) : []) {
      rows.push(Values.map((value) => (value === hiveDefaultPartition ? null : value)));
    }
    return { kind: 'rows', name, columns: (of?.PartitionKeys ?? []).map(toSource), rows };
  }

  async #table(database: string, name: string): Promise<GlueTable | undefined> {
    const key = JSON.stringify([database, name]);
    if (!this.#tables.has(key)) this.#tables.set(key, await this.#job.glue.table(database, name));
    return this.#tables.get(key);
  }

  async #hasDatabase(name: string): Promise<boolean> {
    const known = this.#databases.get(name) ?? (await this.#job.glue.database(name)) !== undefined;
    this.#databases.set(name, known);
    return known;
  }
}

/** `SELECT * FROM "table$partitions"` lists the partitions of a table. */
const partitionsSuffix = '$partitions';

function fullName({ catalog, database, table }: CatalogTable): string {
  return `${catalog ?? 'awsdatacatalog'}.${database}.${table}`;
}
