/** Models under `cubes/` of the dbt projects of a workspace, found by their files alone. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { type DbtCubeSql, readDbtCube } from '../../core/cube/dbtCube.ts';
import type { DeclaredCube } from '../../core/cube/declaredCube.ts';
import { dbtProjectFile, dbtProjectFolders } from './dbtProjectFolders.ts';

/** Which of our engines a dbt adapter writes to. */
const engines: Readonly<Record<string, DeclaredCube['engine']>> = { redshift: 'redshift', athena: 'athena' };

interface Target {
  readonly engine: DeclaredCube['engine'];
  readonly database?: string;
  readonly schema?: string;
}

/** The cubes of all projects; a project that cannot be read has none. */
export async function dbtCubes(root: string): Promise<DeclaredCube[]> {
  const found: DeclaredCube[] = [];
  for (const project of await dbtProjectFolders(root)) found.push(...(await cubesOf(project)));
  return found;
}

/**
 * The project that a model is of, as a path from the workspace; `.` where it lies at its top.
 * @returns undefined where no project has such a model
 */
export async function dbtProjectOf(root: string, model: string): Promise<string | undefined> {
  for (const project of await dbtProjectFolders(root)) {
    for (const models of modelFolders(await readYamlFile(path.join(project, dbtProjectFile)))) {
      const names = await readdir(path.join(project, models), { recursive: true }).catch(() => []);
      if (names.some((name) => path.basename(name) === `${model}.sql`)) {
        return path.relative(root, project).split(path.sep).join('/') || '.';
      }
    }
  }
  return undefined;
}

function modelFolders(settings: Record<string, unknown> | undefined): readonly string[] {
  const paths = settings?.['model-paths'];
  return Array.isArray(paths) ? paths.filter((each) => typeof each === 'string') : ['models'];
}

async function cubesOf(project: string): Promise<DeclaredCube[]> {
  const settings = await readYamlFile(path.join(project, dbtProjectFile));
  const target = await targetOf(project, settings);
  if (!target) return [];
  const manifest = await manifestOf(project);
  const found: DeclaredCube[] = [];
  for (const models of modelFolders(settings)) {
    const top = path.join(project, models);
    const entries = await readdir(top, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const inCubes = path.relative(top, entry.parentPath).split(path.sep).includes('cubes');
      if (!entry.isFile() || !inCubes || !entry.name.endsWith('.sql')) continue;
      const file = path.join(entry.parentPath, entry.name);
      const model = entry.name.slice(0, -'.sql'.length);
      found.push(cubeOf(model, file, readDbtCube(await readFile(file, 'utf8')), target, manifest));
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function cubeOf(
  model: string,
  file: string,
  read: DbtCubeSql,
  target: Target,
  manifest: ReadonlyMap<string, readonly string[]>,
): DeclaredCube {
  const relation = (name: string) => {
    const path = manifest.get(name) ?? (target.schema === undefined ? [name] : [target.schema, name]);
    return { kind: 'table', path } as const;
  };
  return {
    name: model,
    title: model,
    engine: target.engine,
    place: target.engine === 'athena' ? { ...(target.schema ? { database: target.schema } : {}) } : placeOf(target),
    relation: relation(model),
    refresh: read.materialized === 'materialized_view' ? { kind: 'materialized-view' } : { kind: 'dbt', model },
    ...(read.facts === undefined ? {} : { facts: relation(read.facts) }),
    ...(read.dimensions ? { dimensions: read.dimensions } : {}),
    ...(read.measures ? { measures: read.measures } : {}),
    source: { kind: 'dbt', file },
  };
}

function placeOf({ database, schema }: Target): DeclaredCube['place'] {
  return { ...(database === undefined ? {} : { database }), ...(schema === undefined ? {} : { schema }) };
}

/** Where the project's profile writes to, as far as the profile lies in the project and says so without Jinja. */
async function targetOf(project: string, settings: Record<string, unknown> | undefined): Promise<Target | undefined> {
  const profiles = await readYamlFile(path.join(project, 'profiles.yml'));
  const profile = record(profiles?.[String(settings?.profile ?? '')]);
  const outputs = record(profile?.outputs);
  // Without a profile the project's adapter is unknown; most of those with cubes write to Redshift.
  if (!outputs) return settings ? { engine: 'redshift' } : undefined;
  const output = record(outputs[String(profile?.target ?? '')]) ?? record(Object.values(outputs)[0]);
  const engine = engines[String(output?.type)];
  if (!engine) return undefined;
  const plain = (value: unknown) => (typeof value === 'string' && !value.includes('{{') ? value : undefined);
  const [database, schema] = [plain(output?.dbname ?? output?.database), plain(output?.schema)];
  return { engine, ...(database ? { database } : {}), ...(schema ? { schema } : {}) };
}

/** What dbt itself last said that models are called in the database: `schema.alias`. */
async function manifestOf(project: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const text = await readFile(path.join(project, 'target', 'manifest.json'), 'utf8').catch(() => undefined);
  const names = new Map<string, readonly string[]>();
  try {
    const nodes = record(record(JSON.parse(text ?? '{}'))?.nodes) ?? {};
    for (const node of Object.values(nodes).map(record)) {
      if (node?.resource_type !== 'model' || typeof node.schema !== 'string') continue;
      names.set(String(node.name), [node.schema, String(node.alias ?? node.name)]);
    }
  } catch {
    // Half-written, as dbt runs: the files say enough.
  }
  return names;
}

async function readYamlFile(file: string): Promise<Record<string, unknown> | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return record(parse(text, { merge: true }));
  } catch {
    return undefined;
  }
}

function record(value: unknown): Record<string, unknown> | undefined {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
