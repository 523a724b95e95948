/** The map of a workspace, from what its files say and nothing else: no service is asked, nothing is run. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { cubeId, warehouseId } from '../../core/pipeline-map/names.ts';
import type { NodeState, PipelineMap } from '../../core/pipeline-map/pipelineMap.ts';
import { dbtCubes } from '../workspace/dbtCubes.ts';
import { dbtProjectFolders } from '../workspace/dbtProjectFolders.ts';
import { type PipelineFolder, pipelineFolders } from '../workspace/pipelineFolders.ts';
import { MapBuilder } from './mapBuilder.ts';
import { addEvents, type ReportedEvent } from './openLineageEvents.ts';
import { openScope, type PipelineScope, relative } from './pipelineScope.ts';
import { type KnownJobs, readDagParts } from './readDagParts.ts';
import { readDbt } from './readDbt.ts';
import { readDeclared } from './readDeclared.ts';
import { readScripts } from './readScripts.ts';
import { readSqlFiles } from './readSqlFiles.ts';
import { readStateMachines } from './readStateMachines.ts';
import { readTemplateParts } from './readTemplateParts.ts';
import type { DeployPlace } from './templateValues.ts';

/**
 * @param root of the workspace, absolute
 * @param place where its stacks are deployed, as far as that is known; names of buckets hold it
 */
export async function readPipelineMap(root: string, place: DeployPlace, signal: AbortSignal): Promise<PipelineMap> {
  return (await readReportedMap(root, place, [], signal)).map;
}

/** The same with what runs have reported of themselves, and the states that only they tell. */
export async function readReportedMap(
  root: string,
  place: DeployPlace,
  events: readonly ReportedEvent[],
  signal: AbortSignal,
): Promise<{ readonly map: PipelineMap; readonly states: ReadonlyMap<string, NodeState> }> {
  const builder = new MapBuilder();
  const pipelines = await pipelineFolders(root, (fault) => {
    const [, file = 'strata.yaml', line = '1', message = fault.message] =
      /^([^:]+):(\d+): (.*)/s.exec(fault.message) ?? [];
    builder.fault({ file, line: Number(line), message });
  });
  const projects = await dbtProjectFolders(root);
  const scopes: (PipelineScope & { readonly jobs: KnownJobs })[] = [];
  for (const pipeline of pipelines) {
    signal.throwIfAborted();
    scopes.push(await readPipeline(root, pipeline, place, builder, projects, signal));
  }
  for (const project of projects) {
    signal.throwIfAborted();
    const scope = scopes.find(({ pipeline }) => project.startsWith(pipeline.folder + path.sep)) ?? scopes[0];
    await readDbt(scope ?? (await bareScope(root, builder, place)), project);
  }
  for (const scope of scopes) {
    const own = projects.filter((project) => project.startsWith(scope.pipeline.folder + path.sep));
    const paths = own.map((project) => relative(root, project));
    await readDagParts(scope, scope.jobs, paths, signal);
  }
  for (const cube of await dbtCubes(root)) {
    if (cube.relation.kind !== 'table' || builder.has(cubeId(cube.name))) continue;
    addDbtCube(builder, root, cube.name, cube.relation.path, cube.source.file ?? '');
  }
  const states = addEvents(builder, events);
  return { map: builder.build(), states };
}

async function readPipeline(
  root: string,
  pipeline: PipelineFolder,
  place: DeployPlace,
  builder: MapBuilder,
  projects: readonly string[],
  signal: AbortSignal,
): Promise<PipelineScope & { readonly jobs: KnownJobs }> {
  const scope = await openScope(root, pipeline, place, builder);
  const text = await readFile(pipeline.file, 'utf8').catch(() => '');
  const lineOf = (needle: RegExp) => {
    const found = text.search(needle);
    return found < 0 ? 1 : text.slice(0, found).split('\n').length;
  };
  // The source's tables first: a replication task may stand for all of them.
  await readSqlFiles(scope, projects);
  const jobs = readTemplateParts(scope);
  await readStateMachines(scope, jobs);
  await readScripts(scope, jobs, signal);
  readDeclared(scope, lineOf);
  return { ...scope, jobs };
}

/** A workspace without a strata.yaml: its dbt projects are read all the same. */
async function bareScope(root: string, builder: MapBuilder, place: DeployPlace): Promise<PipelineScope> {
  const file = path.join(root, 'strata.yaml');
  const pipeline = {
    folder: root,
    file,
    declared: { version: 1 as const },
    stack: '',
    template: path.join(root, 'template.yaml'),
  };
  return await openScope(root, pipeline, place, builder);
}

/** A model under `cubes/` is a cube by itself; it stands for its table, which the model makes. */
function addDbtCube(builder: MapBuilder, root: string, name: string, relation: readonly string[], file: string): void {
  const suffix = relation.slice(-2).join('.').toLowerCase();
  const table = builder.ids().find((id) => id === warehouseId(relation) || id.endsWith(`.${suffix}`));
  if (table === undefined) return;
  const evidence = { kind: 'file', file: relative(root, file), line: 1 } as const;
  const cube = builder.node(
    { id: cubeId(name), kind: 'cube', label: name, address: { kind: 'cubes.cube', path: [name] } },
    evidence,
  );
  builder.edge(table, cube, 'data', evidence);
}
