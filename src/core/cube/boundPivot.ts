/** A pivot's request bound to its cube: everything that it names is looked up before any SQL is written. */
import { AppError } from '../appError.ts';
import { t } from '../l10n.ts';
import type { SqlDialect } from '../sqlDialect.ts';
import { type Cube, type CubeLevel, type CubeMeasure, levelNamed } from './cube.ts';
import type { PeriodShift } from './levelSql.ts';
import { type AggregateColumn, measureColumns } from './measureSql.ts';
import { measureNamed } from './otherAggregate.ts';
import type { PivotRequest } from './pivotRequest.ts';

/** A statement and how its rows are read: `sh, rd, cd, r1…, c1…, m1…`. */
export interface PivotStatement {
  readonly sql: string;
  /** What the number `sh` means: which rows a cell was computed from. */
  readonly sources: readonly PivotSource[];
  readonly rowLevels: number;
  readonly columnLevels: number;
  /** Of each measure, which of the columns `m1…` are its own. */
  readonly measures: readonly { readonly measure: CubeMeasure; readonly columns: readonly number[] }[];
}

/** Rows that cells are computed from: the cube's or the fact table's, as they are or moved by a period. */
export interface PivotSource {
  readonly facts: boolean;
  readonly shift?: PeriodShift;
}

/** The parts of a request, looked up in the cube. */
export interface BoundPivot {
  readonly cube: Cube;
  readonly dialect: SqlDialect;
  readonly request: PivotRequest;
  readonly rows: readonly CubeLevel[];
  readonly columns: readonly CubeLevel[];
  readonly measures: PivotStatement['measures'];
  readonly aggregates: readonly BoundAggregate[];
}

/** One of the columns `m1…`. */
export interface BoundAggregate extends AggregateColumn {
  /** Computed from the fact table. */
  readonly facts: boolean;
}

/** @throws AppError `invalid-input` naming what the cube does not have */
export function bindPivot(cube: Cube, dialect: SqlDialect, request: PivotRequest): BoundPivot {
  const names = [...request.rows.levels, ...request.columns.levels];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) throw new AppError('invalid-input', t('{0} stands on rows and columns twice.', twice));
  const aggregates: BoundAggregate[] = [];
  const wanted = [...request.measures.map(({ measure }) => measure), ...(request.top ? [request.top.measure] : [])];
  const measures = [...new Set(wanted)].map((name) => {
    const measure = requireMeasure(cube, name);
    const facts = measure.from === 'facts';
    const columns = measureColumns(dialect, measure).map((column) => {
      const known = aggregates.findIndex((each) => each.sql === column.sql && each.facts === facts);
      return known >= 0 ? known : aggregates.push({ ...column, facts }) - 1;
    });
    return { measure, columns };
  });
  return {
    cube,
    dialect,
    request,
    rows: request.rows.levels.map((name) => requireLevel(cube, name)),
    columns: request.columns.levels.map((name) => requireLevel(cube, name)),
    measures,
    aggregates,
  };
}

/** @throws AppError `invalid-input` naming the levels that there are */
export function requireLevel(cube: Cube, name: string): CubeLevel {
  const level = levelNamed(cube, name);
  if (level) return level;
  throw new AppError('invalid-input', t('The cube {0} has no dimension {1}.', cube.name, name), {
    hint: t('There are: {0}', cube.levels.map((each) => each.name).join(', ')),
  });
}

/** @throws AppError `invalid-input` naming the measures that there are */
export function requireMeasure(cube: Cube, name: string): CubeMeasure {
  const measure = measureNamed(cube, name);
  if (measure) return measure;
  throw new AppError('invalid-input', t('The cube {0} has no measure {1}.', cube.name, name), {
    hint: t('There are: {0}', cube.measures.map((each) => each.name).join(', ')),
  });
}

/** Whether some measures are computed from the fact table. */
export function hasFacts(bound: BoundPivot): boolean {
  return bound.aggregates.some((each) => each.facts);
}
