/**
 * The views of cubes, kept in the repository beside the definitions, for everyone who works in it:
 * `cubes/<name>.views.yaml`.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { AppError } from '../../core/appError.ts';
import { type CubeView, chartTypes } from '../../core/cube/cubeView.ts';
import { measureShows } from '../../core/cube/pivotRequest.ts';
import { readYaml } from './readYaml.ts';

const member = z.string().nullable();
const memberPath = z.array(member);
const axis = z.object({
  levels: z.array(z.string()),
  depth: z.int().min(0),
  expanded: z.array(memberPath),
  collapsed: z.array(memberPath),
});
const sort = z
  .union([
    z.object({ by: z.literal('label'), descending: z.boolean() }),
    z.object({ by: z.literal('measure'), index: z.int().min(0), at: memberPath, descending: z.boolean() }),
  ])
  .nullable();

/** A pivot's request as plain data, checked where it comes from a file or a page. */
export const pivotRequestSchema = z.object({
  rows: axis,
  columns: axis,
  measures: z.array(z.object({ measure: z.string(), show: z.enum(measureShows) })),
  slices: z.array(z.object({ level: z.string(), members: z.array(member), exclude: z.boolean().optional() })),
  totals: z.object({ rows: z.boolean(), columns: z.boolean() }),
  sort: z.object({ rows: sort, columns: sort }),
  top: z.object({ count: z.int().min(1), measure: z.string(), bottom: z.boolean().optional() }).nullable(),
});

export const cubeViewSchema = z.object({
  name: z.string().min(1).max(100),
  request: pivotRequestSchema,
  chart: z.enum(chartTypes),
});

const fileSchema = z.object({ version: z.literal(1), views: z.array(cubeViewSchema) });

/** @param folder of the strata.yaml that the cube is in, or of the workspace */
export function viewsFile(folder: string, cube: string): string {
  return path.join(folder, 'cubes', `${cube.replace(/[^\p{L}\p{N}_-]+/gu, '-')}.views.yaml`);
}

/** @throws AppError `invalid-input` when the file is none of ours */
export async function readViews(file: string): Promise<readonly CubeView[]> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const { value, faults } = readYaml(text, fileSchema);
  if (value) return value.views as readonly CubeView[];
  throw new AppError('invalid-input', `${path.basename(file)}: ${faults[0]?.message ?? ''}`);
}

/** Keeps a view; one of the same name is replaced. Gives all views. */
export async function saveView(file: string, view: CubeView): Promise<readonly CubeView[]> {
  const others = (await readViews(file)).filter(({ name }) => name !== view.name);
  const views = [...others, view].sort((a, b) => (a.name < b.name ? -1 : 1));
  await write(file, views);
  return views;
}

/** Gives the views that are left. */
export async function deleteView(file: string, name: string): Promise<readonly CubeView[]> {
  const views = (await readViews(file)).filter((view) => view.name !== name);
  if (views.length > 0) await write(file, views);
  else await rm(file, { force: true });
  return views;
}

async function write(file: string, views: readonly CubeView[]): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.part`;
  try {
    await writeFile(beside, stringify({ version: 1, views }));
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
}
