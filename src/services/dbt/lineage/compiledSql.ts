/** The SQL that models became, from the files that dbt leaves in its target folders; else as far as it needs no dbt. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { type DbtManifest, type DbtNode, fileOf } from '../manifest.ts';
import type { DbtProject } from '../projects.ts';
import { ownTarget } from '../runFolder.ts';
import { plainSql } from './plainSql.ts';

export interface CompiledSql {
  readonly compiled: ReadonlyMap<string, string>;
  /** Models that were never compiled, or were changed since. */
  readonly stale: readonly DbtNode[];
  /** Changes when any of it does. */
  readonly stamp: string;
}

/** Files that were read, with their time. */
const read = new Map<string, { readonly time: number; readonly text: string }>();

/** What is there of the models and snapshots of a project. */
export async function compiledSql(root: string, project: DbtProject, manifest: DbtManifest): Promise<CompiledSql> {
  const nodes = [...manifest.nodes.values()].filter(({ type }) => type === 'model' || type === 'snapshot');
  const compiled = new Map<string, string>();
  const stale: DbtNode[] = [];
  const stamps: number[] = [manifest.generatedAt];
  await Promise.all(
    nodes.map(async (node) => {
      const found = await newest(
        [project.target, ownTarget(root, project.path)].map((target) =>
          path.join(target, 'compiled', node.package, node.file),
        ),
      );
      const written = await timeOf(fileOf(project, manifest, node));
      // dbt writes no file for a snapshot.
      const own = found ? await textOf(found) : node.compiled || undefined;
      const text = own ?? plainSql(manifest, node);
      if (text !== undefined) compiled.set(node.id, text);
      const isOld = found === undefined || (written !== undefined && written > found.time);
      if (node.type === 'model' && !node.file.endsWith('.py') && isOld) stale.push(node);
      stamps.push(found?.time ?? 0);
    }),
  );
  return { compiled, stale, stamp: stamps.toSorted((a, b) => b - a).join(' ') };
}

interface FileTime {
  readonly file: string;
  readonly time: number;
}

async function newest(files: readonly string[]): Promise<FileTime | undefined> {
  const times = await Promise.all(files.map(async (file) => ({ file, time: await timeOf(file) })));
  return times
    .flatMap(({ file, time }) => (time === undefined ? [] : [{ file, time }]))
    .toSorted((a, b) => b.time - a.time)[0];
}

async function timeOf(file: string): Promise<number | undefined> {
  return (await stat(file).catch(() => undefined))?.mtimeMs;
}

async function textOf({ file, time }: FileTime): Promise<string | undefined> {
  const known = read.get(file);
  if (known?.time === time) return known.text;
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text !== undefined) read.set(file, { time, text });
  return text;
}
