/** dbt projects: by the manifest that dbt wrote where it is newer than the files, else by the files alone. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { jobId } from '../../core/pipeline-map/names.ts';
import type { Evidence } from '../../core/pipeline-map/pipelineMap.ts';
import { dbtFiles } from './dbtFiles.ts';
import { type DbtItem, manifestItems } from './dbtManifest.ts';
import { catalogNode, type PipelineScope, relative, warehouseNode } from './pipelineScope.ts';
import { json } from './templateValues.ts';

/** What a project's profile says of where it writes, as far as that can be told. */
interface Target {
  readonly adapter: string;
  readonly database: string | undefined;
  readonly schema: string | undefined;
}

/** Adds sources, seeds, snapshots, models and exposures of a project. */
export async function readDbt(scope: PipelineScope, folder: string): Promise<void> {
  const settings = await yamlFile(path.join(folder, 'dbt_project.yml'));
  const target = await targetOf(folder, settings);
  const items = await itemsOf(scope.root, folder, settings, target);
  const project = relative(scope.root, folder) || '.';
  const name = String(settings.name ?? path.basename(folder));
  const projectNode = scope.builder.node(
    {
      id: jobId('dbt-project', project),
      kind: 'dbt-project',
      label: name,
      address: { kind: 'dbt.project', path: [project] },
    },
    { kind: 'file', file: relative(scope.root, path.join(folder, 'dbt_project.yml')), line: 1 },
  );
  const ids = new Map<string, string>();
  for (const item of items) {
    const evidence: Evidence = {
      kind: 'file',
      file: relative(scope.root, path.join(folder, item.file)),
      line: item.line,
    };
    ids.set(item.id, itemNode(scope, project, target, item, evidence));
  }
  for (const item of items) {
    const to = ids.get(item.id);
    const evidence: Evidence = {
      kind: 'file',
      file: relative(scope.root, path.join(folder, item.file)),
      line: item.line,
    };
    const parents = item.parents.flatMap((parent) => ids.get(parent) ?? []);
    for (const from of parents) if (to !== undefined) scope.builder.edge(from, to, 'data', evidence);
    const isFirst = !item.parents.some((parent) => /^(model|snapshot)\./.test(parent));
    // The project starts all of them; an edge to those that come first says so without hiding the rest.
    if (to !== undefined && isFirst && /^(model|seed|snapshot)\./.test(item.id)) {
      scope.builder.edge(projectNode, to, 'starts', evidence);
    }
  }
}

function itemNode(scope: PipelineScope, project: string, target: Target, item: DbtItem, evidence: Evidence): string {
  const type = item.id.slice(0, item.id.indexOf('.'));
  const more = {
    ...(item.owner === undefined ? {} : { owner: item.owner }),
    ...(item.description === '' ? {} : { description: item.description }),
  };
  if (type === 'exposure') {
    const address = { kind: 'dbt.exposure', path: [project, item.id] } as const;
    return scope.builder.node(
      { id: `dbt-exposure:${item.id}`, kind: 'data-set', label: item.label, address, ...more },
      evidence,
    );
  }
  const isLake = target.adapter === 'athena';
  const id = isLake
    ? catalogNode(scope, item.relation.at(-2) ?? '', item.relation.at(-1) ?? '', evidence)
    : warehouseNode(scope, item.relation, evidence);
  if (type === 'source') return id;
  const known = scope.builder.get(id);
  const address = { kind: `dbt.${type}`, path: [project, item.id] } as const;
  const table = known?.address?.kind.startsWith('dbt.') ? known.table : known?.address;
  return scope.builder.node(
    { ...known, id, kind: 'model', label: item.label, address, ...(table ? { table } : {}), ...more },
    evidence,
  );
}

async function itemsOf(
  root: string,
  folder: string,
  settings: Readonly<Record<string, unknown>>,
  target: Target,
): Promise<readonly DbtItem[]> {
  const written = path.join(folder, String(settings['target-path'] ?? 'target'));
  const own = path.join(root, '.strata', 'dbt', 'target', (relative(root, folder) || '_').replaceAll('/', '__'));
  const found = await dbtFiles(folder, settings, target);
  let newest: { readonly file: string; readonly time: number } | undefined;
  for (const file of [written, own].map((each) => path.join(each, 'manifest.json'))) {
    const time = (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
    if (time > found.changedAt && time > (newest?.time ?? 0)) newest = { file, time };
  }
  if (newest === undefined) return found.items;
  try {
    return manifestItems(JSON.parse(await readFile(newest.file, 'utf8')));
  } catch {
    // It is being written just now: the files say nearly as much.
    return found.items;
  }
}

async function targetOf(folder: string, settings: Readonly<Record<string, unknown>>): Promise<Target> {
  const profiles = await yamlFile(path.join(folder, 'profiles.yml'));
  const profile = json(profiles[String(settings.profile ?? '')]);
  const outputs = json(profile.outputs);
  const output = json(outputs[String(profile.target ?? '')] ?? Object.values(outputs)[0]);
  return {
    adapter: String(output.type ?? 'redshift'),
    database: plain(output.dbname ?? output.database),
    schema: plain(output.schema),
  };
}

/** A value without Jinja, or the default that an `env_var` has. */
function plain(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (!value.includes('{{')) return value;
  return /env_var\(\s*['"][^'"]*['"]\s*,\s*['"]([^'"]*)['"]/.exec(value)?.[1];
}

async function yamlFile(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return json(parse(await readFile(file, 'utf8'), { merge: true }));
  } catch {
    return {};
  }
}
