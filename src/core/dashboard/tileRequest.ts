/** What a tile asks of the cube: a view or its own rows and columns, with the board's filters on top. */
import { AppError } from '../appError.ts';
import type { Cube } from '../cube/cube.ts';
import type { ChartType, CubeView } from '../cube/cubeView.ts';
import { levelsNamed } from '../cube/declaredCube.ts';
import { emptyAxis, emptyPivot, type PivotAxis, type PivotRequest, pathKey, type Slice } from '../cube/pivotRequest.ts';
import { t } from '../l10n.ts';
import type { Tile } from './dashboard.ts';

export interface TileQuestion {
  readonly request: PivotRequest;
  readonly chart: ChartType;
}

type KnownCube = Pick<Cube, 'name' | 'levels' | 'hierarchies' | 'measures'>;

/** @throws AppError `invalid-input` naming what the cube does not have */
export function tileQuestion(
  cube: KnownCube,
  views: readonly CubeView[],
  tile: Tile,
  filters: readonly Slice[],
): TileQuestion {
  const asked = tile.view === undefined ? ownQuestion(cube, tile) : viewQuestion(cube, views, tile.view);
  return { ...asked, request: { ...asked.request, slices: [...asked.request.slices, ...filters] } };
}

function viewQuestion(cube: KnownCube, views: readonly CubeView[], name: string): TileQuestion {
  const view = views.find((each) => each.name === name);
  if (view) return { request: view.request, chart: view.chart };
  throw new AppError('invalid-input', t('The cube {0} has no view {1}.', cube.name, name), {
    hint: t('Save it in the cube first, or choose another one.'),
  });
}

function ownQuestion(cube: KnownCube, tile: Tile): TileQuestion {
  const { rows = [], columns = [], measures = [], show = 'value' } = tile;
  const [first = cube.measures[0]?.name] = measures;
  const names = measures.length > 0 ? measures : first === undefined ? [] : [first];
  const axis = (given: readonly string[]): PivotAxis => {
    const levels = given.flatMap((name) => levelsNamed(cube as Cube, name));
    return { ...emptyAxis, levels, depth: Math.max(1, levels.length) };
  };
  const request: PivotRequest = {
    ...emptyPivot,
    rows: axis(rows),
    columns: axis(columns),
    measures: names.map((measure) => ({ measure, show })),
    totals: { rows: tile.kind === 'table', columns: tile.kind === 'table' && columns.length > 0 },
    top: tile.top === undefined || first === undefined ? null : { count: tile.top, measure: first },
  };
  return { request, chart: tile.chart ?? 'auto' };
}

/**
 * The filters once a member was chosen in a tile: only that one, or all again where it was the only one before.
 * @param path members of the levels, the outermost first
 */
export function crossFiltered(
  filters: readonly Slice[],
  levels: readonly string[],
  path: readonly (string | null)[],
): readonly Slice[] {
  const chosen = path.flatMap((member, i): Slice[] => {
    const level = levels[i];
    return level === undefined ? [] : [{ level, members: [member] }];
  });
  const same = ({ level, members, exclude }: Slice) =>
    !exclude &&
    filters.some((each) => each.level === level && !each.exclude && pathKey(each.members) === pathKey(members));
  const others = filters.filter(({ level }) => !chosen.some((each) => each.level === level));
  return chosen.every(same) ? others : [...others, ...chosen];
}
