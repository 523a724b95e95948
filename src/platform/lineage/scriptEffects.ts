import { z } from 'zod';
import { t } from '../../core/l10n.ts';
import { unknownPart } from '../../core/pipeline-map/names.ts';
import type { Evidence } from '../../core/pipeline-map/pipelineMap.ts';
import { addQuery, placeNode, type SqlEngine, tableNode } from './addQuery.ts';
import { catalogNode, inFile, type PipelineScope, serverOf, sourceNode, warehouseNode } from './pipelineScope.ts';

/** What one call of a script does; see runtime/python/script_reader/effects.py. */
export const effectSchema = z.object({
  kind: z.enum(['read', 'write', 'run', 'sql', 'jdbc', 'table']),
  file: z.string(),
  line: z.number(),
  path: z.string().optional(),
  catalog: z.string().optional(),
  name: z.string().optional(),
  sql: z.string().optional(),
  engine: z.string().optional(),
  database: z.string().optional(),
  url: z.string().optional(),
  connection: z.string().optional(),
  table: z.string().optional(),
  schema: z.string().optional(),
  access: z.enum(['read', 'write']).optional(),
  job: z.string().optional(),
  service: z.string().optional(),
});

type Effect = z.infer<typeof effectSchema>;

/** Adds the edge that an effect is; what it names without saying it is noted at the job. */
export function addEffect(scope: PipelineScope, job: string, jobs: ReadonlyMap<string, string>, effect: Effect): void {
  const evidence = inFile(scope, effect.file, effect.line);
  const join = (dataset: string | undefined, access: 'read' | 'write', named: string) => {
    if (dataset === undefined) unresolved(scope, job, named, evidence);
    else if (access === 'read') scope.builder.edge(dataset, job, 'data', evidence);
    else scope.builder.edge(job, dataset, 'data', evidence);
  };
  switch (effect.kind) {
    case 'read':
    case 'write':
      addPlace(scope, effect, effect.kind, evidence, join);
      return;
    case 'run': {
      const started = effect.job === undefined ? undefined : jobs.get(effect.job);
      if (started !== undefined) scope.builder.edge(job, started, 'starts', evidence);
      return;
    }
    case 'sql': {
      const engine = engineOf(effect.engine, effect.url);
      const server = serverOf(scope, effect.url ?? effect.connection ?? '');
      const sql = (effect.sql ?? '').replace(/\ue001([^\ue002]*)\ue002/g, '$1');
      addQuery(scope, job, sql, engine, evidence, {
        into: job,
        ...(effect.database === undefined ? {} : { database: effect.database }),
        ...(server && engine === 'postgres' ? { server } : {}),
      });
      return;
    }
    case 'jdbc': {
      const url = effect.url ?? effect.connection ?? '';
      const path = (effect.table ?? '').replaceAll('"', '').split('.');
      if (isUnknown(effect.table)) {
        unresolved(scope, job, effect.table ?? '', evidence);
        return;
      }
      const subquery = /^\s*\(\s*(select[\s\S]*)\)\s*\w*\s*$/i.exec(effect.table ?? '')?.[1];
      const server = serverOf(scope, url.replace(/\ue001connection:([^\ue002]*)\ue002.*/, '$1'));
      if (subquery !== undefined) {
        addQuery(scope, job, subquery, /redshift/.test(url) ? 'redshift' : 'postgres', evidence, {
          into: job,
          ...(server ? { server } : {}),
        });
        return;
      }
      const dataset = /redshift/.test(url)
        ? warehouseNode(scope, path, evidence)
        : server && sourceNode(scope, server, path, evidence);
      join(dataset, effect.access ?? 'read', effect.table ?? '');
      return;
    }
    case 'table': {
      const parts = [effect.schema, ...(effect.table ?? '').split('.')].filter((part) => part !== undefined);
      const dataset = isUnknown(effect.table)
        ? undefined
        : tableNode(scope, parts, engineOf(effect.engine, undefined), evidence, { database: 'default' });
      join(dataset, effect.access ?? 'read', effect.table ?? '');
      return;
    }
  }
}

function addPlace(
  scope: PipelineScope,
  effect: Effect,
  access: 'read' | 'write',
  evidence: Evidence,
  join: (dataset: string | undefined, access: 'read' | 'write', named: string) => void,
): void {
  const folder = effect.path === undefined ? undefined : placeNode(scope, effect.path, evidence);
  if (effect.catalog === undefined) {
    join(folder, access, effect.path ?? '');
    return;
  }
  const isKnown = !isUnknown(effect.catalog) && !isUnknown(effect.name);
  const table = isKnown ? catalogNode(scope, effect.catalog, effect.name ?? '', evidence) : undefined;
  if (table !== undefined && folder !== undefined) scope.builder.edge(folder, table, 'holds', evidence);
  join(table, access, `${effect.catalog}.${effect.name ?? ''}`);
}

function isUnknown(text: string | undefined): boolean {
  return text === undefined || text.includes(unknownPart);
}

function engineOf(name: string | undefined, url: string | undefined): SqlEngine {
  if (name === 'redshift' || /redshift/.test(url ?? '')) return 'redshift';
  if (name === 'postgres' || name === 'postgresql' || name === 'jdbc') return 'postgres';
  return name === 'spark' ? 'spark' : 'athena';
}

/** Says at the job what it names and nobody can tell before it runs. */
function unresolved(scope: PipelineScope, job: string, named: string, evidence: Evidence): void {
  const known = scope.builder.get(job);
  if (!known || evidence.kind !== 'file') return;
  const shown = named.replaceAll(unknownPart, '…').replace(/[\ue001\ue002]/g, '') || '…';
  const text = t('{0} at {1} is only known when it runs.', shown, `${evidence.file}:${evidence.line}`);
  scope.builder.node({ ...known, unresolved: [text] }, evidence);
}
