/** The boards of a workspace: `dashboards/<name>.dashboard.yaml` in the folders of its pipelines. */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isMap, parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { AppError, toAppError } from '../../core/appError.ts';
import { chartTypes } from '../../core/cube/cubeView.ts';
import { measureShows } from '../../core/cube/pivotRequest.ts';
import { boardColumns, type Dashboard, tileKinds } from '../../core/dashboard/dashboard.ts';
import { t } from '../../core/l10n.ts';
import { pipelineFolders } from './pipelineFolders.ts';
import { readYaml } from './readYaml.ts';

export const dashboardEnding = '.dashboard.yaml';
const folderName = 'dashboards';

const names = z.array(z.string().min(1));

const tile = z.strictObject({
  kind: z.enum(tileKinds).describe('A number, a chart or a table.'),
  title: z.string().min(1).optional().describe('What stands above it.'),
  width: z.int().min(1).max(boardColumns).optional().describe('In columns of the board, of which there are four.'),
  view: z.string().min(1).optional().describe('A saved view of the cube, which says the rest.'),
  rows: names.optional().describe('Dimensions, periods or hierarchies of the cube, the outermost first.'),
  columns: names.optional().describe('As rows.'),
  measures: names.optional().describe('Measures of the cube; its first one where absent.'),
  show: z.enum(measureShows).optional().describe('The value itself, a share of something, or its change.'),
  chart: z.enum(chartTypes).optional().describe('How a chart is drawn; by what is on its rows where absent.'),
  top: z.int().min(1).max(1000).optional().describe('Only so many of the largest members.'),
});

export const dashboardSchema = z.strictObject({
  version: z.literal(1).describe('The version of this format.'),
  title: z.string().min(1).describe('What the board is called.'),
  cube: z.string().min(1).describe('A cube of strata.yaml.'),
  filters: names.default([]).describe('Dimensions or periods by which readers filter.'),
  tiles: z.array(tile).max(40).describe('What it shows, from left to right and from top to bottom.'),
});

/** For editors that complete YAML by a schema. */
export function dashboardJsonSchema(): object {
  return z.toJSONSchema(dashboardSchema, { target: 'draft-7', io: 'input' });
}

/** The files of the boards, absolute and sorted. */
export async function dashboardFiles(root: string, onFault: (fault: AppError) => void): Promise<string[]> {
  const folders = [root, ...(await pipelineFolders(root, onFault)).map(({ folder }) => folder)];
  const found = new Set<string>();
  for (const folder of folders) {
    for (const name of await readdir(path.join(folder, folderName)).catch(() => [])) {
      if (name.endsWith(dashboardEnding)) found.add(path.join(folder, folderName, name));
    }
  }
  return [...found].sort();
}

/** @throws AppError `not-found`, `invalid-input` naming file and line */
export async function readDashboard(file: string): Promise<Dashboard> {
  const name = path.basename(file);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new AppError('not-found', t('There is no dashboard {0}.', name), { cause: toAppError(error) });
  }
  const { value, faults } = readYaml(text, dashboardSchema);
  if (value) {
    const { version: _, ...dashboard } = value;
    return dashboard;
  }
  const [fault] = faults;
  const line = text.slice(0, fault?.start ?? 0).split('\n').length;
  throw new AppError('invalid-input', `${name}:${line}: ${fault?.message ?? ''}`);
}

/**
 * Writes a board; what stands in the file beside it, such as comments above its parts, stays.
 * @throws AppError `invalid-input` when the file is none of ours by now
 */
export async function writeDashboard(file: string, dashboard: Dashboard): Promise<void> {
  const value = dashboardSchema.parse({ version: 1, ...dashboard });
  const before = await readFile(file, 'utf8').catch(() => undefined);
  let text = stringify(value);
  if (before !== undefined) {
    const document = parseDocument(before);
    if (document.errors.length > 0 || !isMap(document.contents)) await readDashboard(file);
    for (const [key, each] of Object.entries(value)) {
      // A part that is as it was keeps its comments.
      if (JSON.stringify(document.get(key, true)) !== JSON.stringify(each))
        document.set(key, document.createNode(each));
    }
    text = document.toString();
  }
  await mkdir(path.dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.part`;
  try {
    await writeFile(beside, text);
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
}
