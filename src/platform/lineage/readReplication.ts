/** DMS tasks: https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TableMapping.html */
import { t } from '../../core/l10n.ts';
import type { Evidence } from '../../core/pipeline-map/pipelineMap.ts';
import {
  folderNode,
  type PipelineScope,
  type SourceServer,
  serverOf,
  sourceNode,
  warehouseNode,
} from './pipelineScope.ts';
import { at, json, type TemplateResource } from './templateValues.ts';

/** A table of the source, or all of a schema, as a selection rule names it. */
interface Selected {
  readonly schema: string;
  readonly table: string;
}

/** Adds what a task reads and where it writes it. Tables behind a `%` are those that the map knows by then. */
export function readReplication(
  scope: PipelineScope,
  job: string | undefined,
  properties: Readonly<Record<string, unknown>>,
  evidence: Evidence,
): void {
  if (job === undefined) return;
  const source = endpointNamed(scope, String(properties.SourceEndpointArn));
  const target = endpointNamed(scope, String(properties.TargetEndpointArn));
  const server = source && serverOfEndpoint(scope, source.properties);
  for (const selected of selections(properties.TableMappings)) {
    const tables = server ? tablesOf(scope, server, selected) : [];
    if (server && tables.length === 0) {
      const pattern = `${selected.schema}.${selected.table}`;
      const known = scope.builder.get(job);
      const open = t('Which tables {0} stands for is only known in the database.', pattern);
      if (known) scope.builder.node({ ...known, unresolved: [open] }, evidence);
    }
    for (const table of tables) {
      if (server) scope.builder.edge(sourceNode(scope, server, table, evidence), job, 'data', evidence);
      const into = target && targetOf(scope, target.properties, table, evidence);
      if (into !== undefined) scope.builder.edge(job, into, 'data', evidence);
    }
  }
}

function endpointNamed(scope: PipelineScope, name: string): TemplateResource | undefined {
  return scope.template.resources.find(
    ({ type, id, properties }) =>
      type === 'AWS::DMS::Endpoint' && [`\${${id}}`, properties.EndpointIdentifier].includes(name),
  );
}

function serverOfEndpoint(scope: PipelineScope, endpoint: Readonly<Record<string, unknown>>): SourceServer | undefined {
  const server = serverOf(scope, `//${String(endpoint.ServerName ?? '')}`);
  return server && { ...server, database: String(endpoint.DatabaseName ?? server.database) };
}

function selections(mappings: unknown): Selected[] {
  try {
    const rules: unknown = json(typeof mappings === 'string' ? JSON.parse(mappings) : mappings).rules;
    return (Array.isArray(rules) ? rules : []).flatMap((rule) => {
      const { 'rule-type': type, 'rule-action': action, 'object-locator': locator } = json(rule);
      if (type !== 'selection' || (action !== 'include' && action !== 'explicit')) return [];
      return [{ schema: String(json(locator)['schema-name']), table: String(json(locator)['table-name']) }];
    });
  } catch {
    return [];
  }
}

function tablesOf(scope: PipelineScope, server: SourceServer, { schema, table }: Selected): string[][] {
  if (!/[%_]/.test(schema.replaceAll(/\w_\w/g, '')) && !table.includes('%')) return [[schema, table]];
  const like = (pattern: string) =>
    new RegExp(`^${pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%', '.*')}$`);
  const prefix = `postgres://${server.name}/${server.database.toLowerCase()}.`;
  return scope.builder
    .ids()
    .filter((id) => id.startsWith(prefix))
    .map((id) => id.slice(prefix.length).split('.'))
    .filter(([s = '', n = '']) => like(schema).test(s) && like(table).test(n));
}

/** In S3 a table is the folder SCHEMA/TABLE below that of the endpoint; in a database it keeps its name. */
function targetOf(
  scope: PipelineScope,
  endpoint: Readonly<Record<string, unknown>>,
  table: readonly string[],
  evidence: Evidence,
): string | undefined {
  const bucket = at(endpoint, 'S3Settings.BucketName');
  if (bucket === undefined) {
    return String(endpoint.EngineName) === 'redshift' ? warehouseNode(scope, table, evidence) : undefined;
  }
  const folder = String(at(endpoint, 'S3Settings.BucketFolder') ?? '').replace(/^\/|\/$/g, '');
  return folderNode(scope, `s3://${[bucket, folder, ...table].filter(Boolean).join('/')}/`, evidence);
}
