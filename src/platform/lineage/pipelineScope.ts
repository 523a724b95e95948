import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { NodeAddress } from '../../core/node.ts';
import { catalogId, folderId, isCut, sourceId, unknownPart, warehouseId } from '../../core/pipeline-map/names.ts';
import type { Evidence } from '../../core/pipeline-map/pipelineMap.ts';
import type { PipelineFolder } from '../workspace/pipelineFolders.ts';
import type { MapBuilder } from './mapBuilder.ts';
import { at, type DeployPlace, type TemplateValues, templateValues } from './templateValues.ts';

/** A database that the pipeline reads. */
export interface SourceServer {
  readonly name: string;
  /** What a template's or a script's address names: the RDS instance's id in the template, or a host. */
  readonly hosts: readonly string[];
  readonly database: string;
  readonly address: readonly string[];
}

/** One pipeline of the workspace with what its readers share. */
export interface PipelineScope {
  readonly root: string;
  readonly pipeline: PipelineFolder;
  readonly place: DeployPlace;
  readonly template: TemplateValues;
  readonly builder: MapBuilder;
  readonly sources: readonly SourceServer[];
  /** Where Redshift's statements run: workgroup or cluster, and database. */
  readonly warehouse: { readonly name: string | undefined; readonly database: string | undefined };
  /** Glue connections by name: their JDBC address. */
  readonly connections: ReadonlyMap<string, string>;
}

const none: TemplateValues = { resources: [], outputs: {} };

/** Reads the template; what is wrong with it is a fault of the map, and the rest is read all the same. */
export async function openScope(
  root: string,
  pipeline: PipelineFolder,
  place: DeployPlace,
  builder: MapBuilder,
): Promise<PipelineScope> {
  const template = await readTemplate(root, pipeline, place, builder);
  const fill = (text: string | undefined) =>
    text?.replace(/\$\{([^}]*)\}/g, (whole, name: string) => template.outputs[name] ?? whole);
  const { redshift, sources = {} } = pipeline.declared;
  const instances = template.resources.flatMap(({ id, type, properties }) => {
    if (type !== 'AWS::RDS::DBInstance' && type !== 'AWS::RDS::DBCluster') return [];
    const name = String(properties.DBInstanceIdentifier ?? properties.DBClusterIdentifier ?? id);
    const database = String(properties.DBName ?? properties.DatabaseName ?? 'postgres');
    return [{ name, hosts: [`\${${id}}`, id, name], database, address: [name] }];
  });
  const declared = Object.entries(sources).map(([name, { url }]) => {
    const { hostname, pathname } = new URL(url);
    return { name, hosts: [hostname], database: pathname.slice(1) || 'postgres', address: [name] };
  });
  const connections = template.resources.flatMap(({ type, properties }) => {
    if (type !== 'AWS::Glue::Connection') return [];
    const url = at(properties, 'ConnectionInput.ConnectionProperties.JDBC_CONNECTION_URL');
    return [[String(at(properties, 'ConnectionInput.Name')), String(url ?? '')] as const];
  });
  return {
    root,
    pipeline,
    place,
    template,
    builder,
    sources: [...instances, ...declared],
    warehouse: {
      name: fill(redshift?.workgroup ?? redshift?.cluster),
      database: fill(redshift?.database)?.toLowerCase(),
    },
    connections: new Map(connections),
  };
}

async function readTemplate(
  root: string,
  pipeline: PipelineFolder,
  place: DeployPlace,
  builder: MapBuilder,
): Promise<TemplateValues> {
  const text = await readFile(pipeline.template, 'utf8').catch(() => undefined);
  if (text === undefined) return none;
  try {
    return templateValues(text, pipeline.declared.parameters ?? {}, place);
  } catch (error) {
    const line = Number(/^line (\d+)/.exec((error as Error).message)?.[1] ?? 1);
    builder.fault({ file: relative(root, pipeline.template), line, message: (error as Error).message });
    return none;
  }
}

/** A file as evidence names it: from the workspace's folder, with `/`. */
export function relative(root: string, file: string): string {
  return path.relative(root, file).split(path.sep).join('/');
}

export function inFile(scope: Pick<PipelineScope, 'root'>, file: string, line: number): Evidence {
  return { kind: 'file', file: relative(scope.root, file), line };
}

/** The data set that a place in S3 is; undefined where the bucket is not known. */
export function folderNode(scope: PipelineScope, uri: string, evidence: Evidence): string | undefined {
  const id = folderId(uri);
  if (id === undefined) return undefined;
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/(.*)$/.exec(id) ?? [];
  const address: NodeAddress =
    prefix === '' ? { kind: 's3.bucket', path: [bucket] } : { kind: 's3.prefix', path: [bucket, prefix] };
  const shown = uri.replaceAll(unknownPart, '…');
  return scope.builder.node(
    {
      id,
      kind: 'lake-folder',
      label: prefix || bucket,
      ...(bucket.includes('${') ? {} : { address }),
      ...(isCut(uri) ? { description: shown } : {}),
    },
    evidence,
  );
}

/** A table or view of the Glue catalog. */
export function catalogNode(scope: PipelineScope, database: string, table: string, evidence: Evidence): string {
  return scope.builder.node(
    {
      id: catalogId(database, table),
      kind: 'catalog-table',
      label: `${database}.${table}`,
      address: { kind: 'glue-catalog.table', path: [database, table] },
    },
    evidence,
  );
}

/** A table of the warehouse by the parts of its name; what is not said is where the pipeline's statements run. */
export function warehouseNode(scope: PipelineScope, name: readonly string[], evidence: Evidence): string {
  const schema = name.length === 1 ? ['public', ...name] : name;
  const full = schema.length === 2 ? [scope.warehouse.database ?? 'dev', ...schema] : schema;
  const warehouse = scope.warehouse.name;
  return scope.builder.node(
    {
      id: warehouseId(full),
      kind: 'warehouse-table',
      label: full.slice(-2).join('.'),
      ...(warehouse === undefined || warehouse.includes('${')
        ? {}
        : { address: { kind: 'redshift.table', path: [warehouse, ...full] } }),
    },
    evidence,
  );
}

/** A table of a source database. */
export function sourceNode(
  scope: PipelineScope,
  server: SourceServer,
  name: readonly string[],
  evidence: Evidence,
): string {
  const schema = name.length === 1 ? ['public', ...name] : name.slice(-2);
  const full = [server.database, ...schema];
  return scope.builder.node(
    {
      id: sourceId(server.name, full),
      kind: 'source-table',
      label: schema.join('.'),
      address: { kind: 'rds.table', path: [...server.address, ...full] },
    },
    evidence,
  );
}

/** The database behind a JDBC address or the name of a Glue connection. */
export function serverOf(scope: PipelineScope, url: string): SourceServer | undefined {
  const named = scope.connections.get(url) ?? url;
  const host = /\/\/([^:/?]+(?:\{[^}]*\})?)/.exec(named)?.[1];
  const byHost = scope.sources.find(({ hosts }) => host !== undefined && hosts.some((each) => host.includes(each)));
  return byHost ?? (scope.sources.length === 1 ? scope.sources[0] : undefined);
}
