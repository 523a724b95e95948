/** Boards over cubes: files of the workspace as nodes, and a first one for a cube that has none. */
import { access } from 'node:fs/promises';
import path from 'node:path';
import { AppError, toAppError } from '../../core/appError.ts';
import type { Cube } from '../../core/cube/cube.ts';
import { boardColumns, type Dashboard, type Tile } from '../../core/dashboard/dashboard.ts';
import { t } from '../../core/l10n.ts';
import type { Node, NodeAddress } from '../../core/node.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { dashboardEnding, dashboardFiles, readDashboard, writeDashboard } from '../../platform/workspace/dashboards.ts';

/** Nothing of an untrusted workspace is used, as its SQL would run. */
export async function dashboardNodes(ctx: Ctx): Promise<Node[]> {
  const { root, trusted } = ctx.workspace;
  if (!root || !trusted) return [];
  const files = await dashboardFiles(root, ({ message }) => ctx.log.warn(message));
  return await Promise.all(files.map((file) => dashboardNode(root, file)));
}

/** @throws AppError `not-found` */
export async function findDashboard(ctx: Ctx, address: NodeAddress): Promise<Node> {
  const file = dashboardFile(ctx, address);
  return await dashboardNode(ctx.workspace.root ?? '', file);
}

async function dashboardNode(root: string, file: string): Promise<Node> {
  const relative = path.relative(root, file).split(path.sep).join('/');
  const board = await readDashboard(file).catch(toAppError);
  const fault = board instanceof AppError ? board : undefined;
  return {
    kind: 'cubes.dashboard',
    path: [relative],
    label: fault ? path.basename(file, dashboardEnding) : (board as Dashboard).title,
    description: fault ? t('cannot be read') : t('dashboard'),
    tooltip: [relative, fault?.message].filter(Boolean).join('\n'),
    icon: fault ? 'error' : 'dashboard',
    ...(fault ? { iconColor: 'charts.red' } : {}),
    expandable: false,
  };
}

/** The absolute file of a board. @throws AppError `not-found` for what lies outside of the workspace */
export function dashboardFile(ctx: Ctx, { path: [relative = ''] }: NodeAddress): string {
  const { root } = ctx.workspace;
  const file = path.resolve(root ?? '', relative);
  if (root && file.startsWith(root + path.sep) && file.endsWith(dashboardEnding)) return file;
  throw new AppError('not-found', t('There is no dashboard {0}.', relative));
}

/**
 * Writes a first board for a cube, for its user to go on with: a number for each measure, time as a line, and the first
 * dimension as bars and as a table.
 * @returns its absolute file
 * @throws AppError `conflict` when there is a board of that name
 */
export async function newDashboard(ctx: Ctx, cube: Cube, title: string): Promise<string> {
  const folder = cube.place.folder ?? ctx.workspace.root;
  if (folder === undefined) throw new AppError('invalid-input', t('There is no folder open that could keep it.'));
  const name =
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '') || cube.name;
  const file = path.join(folder, 'dashboards', `${name}${dashboardEnding}`);
  if (
    await access(file).then(
      () => true,
      () => false,
    )
  ) {
    throw new AppError('conflict', t('There is a dashboard {0} already.', path.basename(file)));
  }
  await writeDashboard(file, firstBoard(cube, title));
  return file;
}

/** Exported for its tests. */
export function firstBoard(cube: Cube, title: string): Dashboard {
  const time = cube.levels.filter(({ part }) => part !== undefined);
  const period = time.find(({ part }) => part === 'month') ?? time.at(-1);
  const [first, second] = cube.levels.filter(({ part }) => part === undefined);
  const measures = cube.measures.map(({ name }) => name);
  const tiles: Tile[] = measures.slice(0, boardColumns).map((measure) => ({ kind: 'kpi', measures: [measure] }));
  const columns = first ? { columns: [first.name] } : {};
  if (period) tiles.push({ kind: 'chart', width: 2, rows: [period.name], ...columns, chart: 'line', top: 60 });
  if (first) tiles.push({ kind: 'chart', width: 2, rows: [first.name], chart: 'bar', top: 20 });
  if (first) tiles.push({ kind: 'table', width: boardColumns, rows: [first.name], measures });
  const filters = [first, second, period].flatMap((level) => (level ? [level.name] : []));
  // A row of the board is full.
  const [last] = tiles.slice(0, measures.length).slice(-1);
  const space = boardColumns - Math.min(measures.length, boardColumns);
  const shown = tiles.map((tile) => (tile === last && space > 0 ? { ...tile, width: 1 + space } : tile));
  return { title, cube: cube.name, filters, tiles: shown };
}
