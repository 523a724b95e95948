import { jobId } from '../../core/pipeline-map/names.ts';
import type { Evidence } from '../../core/pipeline-map/pipelineMap.ts';
import {
  catalogNode,
  folderNode,
  type PipelineScope,
  type SourceServer,
  sourceNode,
  warehouseNode,
} from './pipelineScope.ts';
import { type SqlTables, sqlTables } from './sqlTables.ts';

export type SqlEngine = 'athena' | 'redshift' | 'spark' | 'postgres';

export interface QueryPlace {
  /** Where names without a database stand, for Athena and Spark. */
  readonly database?: string;
  /** The source database, for PostgreSQL. */
  readonly server?: SourceServer;
  /** The job or data set that runs it; absent: the query stands for itself where it writes anything. */
  readonly into?: string;
}

/** Schemas of a database's own catalog, which hold nobody's data. */
const ownSchemas = new Set(['information_schema', 'pg_catalog', 'sys', 'pg_internal']);

/**
 * Adds what a statement reads and writes. Inside of a job that job reads and writes it; a query of its own that only
 * reads makes nothing, and is left out.
 */
export function addQuery(
  scope: PipelineScope,
  name: string,
  sql: string,
  engine: SqlEngine,
  evidence: Evidence,
  place: QueryPlace = {},
): void {
  let tables: SqlTables;
  try {
    tables = sqlTables(sql);
  } catch (error) {
    if (evidence.kind === 'file') {
      scope.builder.fault({
        file: evidence.file,
        line: evidence.line,
        message: `${name}: ${(error as Error).message}`,
      });
    }
    return;
  }
  const { reads, writes, readsFrom, writesTo } = tables;
  if (place.into === undefined && writes.length + writesTo.length === 0) return;
  const node = (path: readonly string[]) => tableNode(scope, path, engine, evidence, place);
  const folder = (uri: string) => placeNode(scope, uri, evidence);
  const sources = [...reads.map(node), ...readsFrom.map(folder)].filter((id) => id !== undefined);
  const targets = [...writes.map(node), ...writesTo.map(folder)].filter((id) => id !== undefined);
  // A view or a table that one statement makes of others: what is between them says nothing more than its name.
  if (place.into === undefined && targets.length === 1 && targets[0] !== undefined) {
    for (const from of sources) scope.builder.edge(from, targets[0], 'data', evidence);
    return;
  }
  const job = place.into ?? scope.builder.node({ id: jobId('query', name), kind: 'query', label: name }, evidence);
  for (const from of sources) scope.builder.edge(from, job, 'data', evidence);
  for (const to of targets) scope.builder.edge(job, to, 'data', evidence);
}

/** A table as an engine's statement names it. */
export function tableNode(
  scope: PipelineScope,
  path: readonly string[],
  engine: SqlEngine,
  evidence: Evidence,
  place: QueryPlace,
): string | undefined {
  const [schema, name] = [path.at(-2), path.at(-1) ?? ''];
  if (ownSchemas.has(schema ?? '') || name.includes('\ue000')) return undefined;
  if (engine === 'redshift') return warehouseNode(scope, path, evidence);
  if (engine === 'postgres') {
    const server = place.server ?? (scope.sources.length === 1 ? scope.sources[0] : undefined);
    return server && sourceNode(scope, server, path, evidence);
  }
  const database = schema ?? place.database;
  // Spark's own temporary views have no database.
  return database ? catalogNode(scope, database, name, evidence) : undefined;
}

const marked = /^\ue001(.*)\ue002$/s;

/** A place that a script names: a location in S3, or that of a catalog table, as the marks of script_reader say. */
export function placeNode(scope: PipelineScope, text: string, evidence: Evidence): string | undefined {
  const [, what] = marked.exec(text) ?? [];
  const [, database, table] = /^glue:([^.]*)\.(.*)$/.exec(what ?? text.replace(/[\ue001\ue002]/g, '')) ?? [];
  if (database !== undefined && table !== undefined) {
    return table.includes('\ue000') || database.includes('\ue000')
      ? undefined
      : catalogNode(scope, database, table, evidence);
  }
  // A key that was found in a listing: it lies somewhere below what was listed.
  const [, listed] = /\ue001(s3:[^\ue002]*)\ue002/.exec(text) ?? [];
  return folderNode(scope, what ?? (listed === undefined ? text : `${listed}\ue000`), evidence);
}
