/** What a template's resources do with data: jobs, crawlers, replication, schedules, data sets, tables. */
import path from 'node:path';
import type { NodeAddress, NodeKind } from '../../core/node.ts';
import { dataSetId, jobId } from '../../core/pipeline-map/names.ts';
import type { Evidence, JobKind } from '../../core/pipeline-map/pipelineMap.ts';
import { addQuery } from './addQuery.ts';
import {
  catalogNode,
  folderNode,
  inFile,
  type PipelineScope,
  serverOf,
  sourceNode,
  warehouseNode,
} from './pipelineScope.ts';
import { readReplication } from './readReplication.ts';
import { at, json, type TemplateResource } from './templateValues.ts';

interface JobType {
  readonly kind: JobKind;
  readonly name: string;
  readonly address: (
    name: string,
    scope: PipelineScope,
    properties: Readonly<Record<string, unknown>>,
  ) => NodeAddress | undefined;
}

const named = (kind: NodeKind) => (name: string) => ({ kind, path: [name] });

const jobTypes: Readonly<Record<string, JobType>> = {
  'AWS::Glue::Job': { kind: 'glue-job', name: 'Name', address: named('glue-jobs.job') },
  'AWS::Glue::Crawler': { kind: 'crawler', name: 'Name', address: named('glue-crawlers.crawler') },
  'AWS::Lambda::Function': { kind: 'lambda', name: 'FunctionName', address: named('lambda.function') },
  'AWS::DMS::ReplicationTask': { kind: 'dms-task', name: 'ReplicationTaskIdentifier', address: named('dms.task') },
  'AWS::StepFunctions::StateMachine': {
    kind: 'state-machine',
    name: 'StateMachineName',
    address: (name, { place: { region, account } }) =>
      region === undefined || account === undefined
        ? undefined
        : { kind: 'step-functions.machine', path: [`arn:aws:states:${region}:${account}:stateMachine:${name}`] },
  },
  'AWS::Scheduler::Schedule': {
    kind: 'schedule',
    name: 'Name',
    address: (name, _, { GroupName }) => ({ kind: 'scheduler.schedule', path: [String(GroupName ?? 'default'), name] }),
  },
  'AWS::Events::Rule': { kind: 'schedule', name: 'Name', address: () => undefined },
};

/** Adds the template's jobs and tables. @returns jobs by everything that the template may call them by */
export function readTemplateParts(scope: PipelineScope): ReadonlyMap<string, string> {
  const jobs = new Map<string, string>();
  const file = scope.pipeline.template;
  for (const resource of scope.template.resources) {
    const type = jobTypes[resource.type];
    if (!type) continue;
    const { id, line, properties } = resource;
    const name = String(properties[type.name] ?? id);
    const address = type.address(name, scope, properties);
    const owner = ownerOf(properties);
    const job = scope.builder.node(
      {
        id: jobId(type.kind, name),
        kind: type.kind,
        label: name,
        ...(address ? { address } : {}),
        ...(owner === undefined ? {} : { owner }),
        ...(typeof properties.Description === 'string' ? { description: properties.Description } : {}),
      },
      inFile(scope, file, line),
    );
    for (const alias of [name, `\${${id}}`, `arn:of:${resource.type}:${name}`, `arn:of:${resource.type}:\${${id}}`]) {
      if (!jobs.has(alias)) jobs.set(alias, job);
    }
  }
  for (const resource of scope.template.resources) readResource(scope, resource, jobs);
  return jobs;
}

function ownerOf({ Tags }: Readonly<Record<string, unknown>>): string | undefined {
  const pairs = Array.isArray(Tags) ? Tags.map((tag) => [json(tag).Key, json(tag).Value]) : Object.entries(json(Tags));
  const owner = pairs.find(([key]) => /^owner$/i.test(String(key)))?.[1];
  return owner === undefined ? undefined : String(owner);
}

function readResource(scope: PipelineScope, resource: TemplateResource, jobs: ReadonlyMap<string, string>): void {
  const { id, line, properties } = resource;
  const evidence = inFile(scope, scope.pipeline.template, line);
  switch (resource.type) {
    case 'AWS::Glue::Crawler':
      readCrawler(scope, jobs.get(String(properties.Name ?? `\${${id}}`)), properties, evidence);
      return;
    case 'AWS::Glue::Table': {
      const table = catalogNode(
        scope,
        String(properties.DatabaseName),
        String(at(properties, 'TableInput.Name')),
        evidence,
      );
      const place = at(properties, 'TableInput.StorageDescriptor.Location');
      const folder = typeof place === 'string' ? folderNode(scope, place, evidence) : undefined;
      if (folder !== undefined) scope.builder.edge(folder, table, 'holds', evidence);
      return;
    }
    case 'AWS::Scheduler::Schedule':
    case 'AWS::Events::Rule': {
      const from = jobs.get(String(properties.Name ?? `\${${id}}`));
      const targets = resource.type === 'AWS::Events::Rule' ? properties.Targets : [properties.Target];
      for (const target of Array.isArray(targets) ? targets : []) {
        const started = startedBy(json(target), jobs);
        if (from !== undefined && started !== undefined) scope.builder.edge(from, started, 'starts', evidence);
      }
      return;
    }
    case 'AWS::DMS::ReplicationTask':
      readReplication(
        scope,
        jobs.get(String(properties.ReplicationTaskIdentifier ?? `\${${id}}`)),
        properties,
        evidence,
      );
      return;
    case 'AWS::Athena::NamedQuery':
      addQuery(scope, String(properties.Name ?? id), String(properties.QueryString ?? ''), 'athena', evidence, {
        database: String(properties.Database ?? ''),
      });
      return;
    case 'AWS::QuickSight::DataSet':
      readDataSet(scope, id, properties, evidence);
      return;
  }
}

/** The job that a schedule's target names: by its ARN, or in the input of an AWS API call. */
function startedBy(target: Readonly<Record<string, unknown>>, jobs: ReadonlyMap<string, string>): string | undefined {
  const direct = jobs.get(String(target.Arn));
  if (direct !== undefined) return direct;
  try {
    const input = json(JSON.parse(String(target.Input ?? '{}')));
    const name = input.JobName ?? input.Name ?? input.StateMachineArn ?? input.FunctionName;
    return jobs.get(String(name));
  } catch {
    return undefined;
  }
}

/** A crawler names a table after the folder that it finds it in, with its prefix. */
function readCrawler(
  scope: PipelineScope,
  job: string | undefined,
  properties: Readonly<Record<string, unknown>>,
  evidence: Evidence,
): void {
  if (job === undefined) return;
  const targets = json(properties.Targets);
  const database = String(properties.DatabaseName ?? '');
  const prefix = String(properties.TablePrefix ?? '');
  for (const target of Array.isArray(targets.S3Targets) ? targets.S3Targets : []) {
    const place = String(json(target).Path ?? '');
    const folder = folderNode(scope, place, evidence);
    if (folder === undefined) continue;
    scope.builder.edge(folder, job, 'data', evidence);
    const name = path.posix
      .basename(place)
      .replace(/[^\p{L}\p{N}]/gu, '_')
      .toLowerCase();
    scope.builder.edge(job, catalogNode(scope, database, `${prefix}${name}`, evidence), 'data', evidence);
  }
  for (const target of Array.isArray(targets.JdbcTargets) ? targets.JdbcTargets : []) {
    const { ConnectionName, Path } = json(target);
    const server = serverOf(scope, String(ConnectionName));
    const table = String(Path ?? '')
      .split('/')
      .slice(1)
      .filter((part) => part !== '%');
    if (server && table.length === 2)
      scope.builder.edge(sourceNode(scope, server, table, evidence), job, 'data', evidence);
  }
}

function readDataSet(
  scope: PipelineScope,
  id: string,
  properties: Readonly<Record<string, unknown>>,
  evidence: Evidence,
): void {
  const name = String(properties.DataSetId ?? id);
  const node = scope.builder.node(
    {
      id: dataSetId(name),
      kind: 'data-set',
      label: String(properties.Name ?? name),
      ...(name.includes('${') ? {} : { address: { kind: 'quicksight.data-set', path: [name] } }),
    },
    evidence,
  );
  for (const table of Object.values(json(properties.PhysicalTableMap))) {
    const relational = json(json(table).RelationalTable);
    const custom = json(json(table).CustomSql);
    if (relational.Name !== undefined) {
      const path = [relational.Schema, relational.Name].filter((part) => part !== undefined).map(String);
      scope.builder.edge(warehouseNode(scope, path, evidence), node, 'data', evidence);
    }
    if (typeof custom.SqlQuery === 'string') {
      addQuery(scope, name, custom.SqlQuery, 'redshift', evidence, { into: node });
    }
  }
}
