/** One statement for a pivot: GROUPING SETS over the levels that are shown, so that every total is the engine's own. */
import type { SqlDialect } from '../sqlDialect.ts';
import { type AxisDepth, axisDepths, depthsBelow } from './axisDepths.ts';
import { blockSql } from './blockSql.ts';
import { type BoundPivot, bindPivot, type PivotSource, type PivotStatement } from './boundPivot.ts';
import type { Cube } from './cube.ts';
import type { PeriodShift } from './levelSql.ts';
import type { MemberPath, PivotRequest } from './pivotRequest.ts';
import { topSql } from './topSql.ts';

/**
 * The statement of a pivot, or of what is still missing of it when one member was expanded.
 * @throws AppError `invalid-input` for what the cube does not have
 */
export function pivotStatement(
  cube: Cube,
  dialect: SqlDialect,
  request: PivotRequest,
  expanded?: { readonly axis: 'rows' | 'columns'; readonly path: MemberPath },
): PivotStatement {
  const bound = bindPivot(cube, dialect, request);
  const rows = expanded?.axis === 'rows' ? depthsBelow(request.rows, expanded.path) : axisDepths(request.rows);
  const columns =
    expanded?.axis === 'columns' ? depthsBelow(request.columns, expanded.path) : axisDepths(request.columns);
  const sources = sourcesOf(bound);
  const selects: string[] = [];
  for (const [i, source] of sources.entries()) {
    for (const someRows of byRestriction(rows)) {
      for (const someColumns of byRestriction(columns)) {
        const block = blockSql(bound, i, source, someRows, someColumns);
        if (block) selects.push(block);
      }
    }
  }
  return {
    sql: `WITH q AS (\n${selects.join('\nUNION ALL\n')}\n)\n${topSql(bound, sources)}`,
    sources,
    rowLevels: bound.rows.length,
    columnLevels: bound.columns.length,
    measures: bound.measures,
  };
}

function sourcesOf(bound: BoundPivot): readonly PivotSource[] {
  const facts = bound.aggregates.some((each) => each.facts);
  const own = !facts || bound.aggregates.some((each) => !each.facts);
  const shifts = shiftsOf(bound);
  return [...(own ? [false] : []), ...(facts ? [true] : [])].flatMap((each) => [
    { facts: each },
    ...shifts.map((shift) => ({ facts: each, shift })),
  ]);
}

/** The periods by which rows are moved, where a change is asked for: those of the time levels on both axes. */
function shiftsOf({ request, rows, columns }: BoundPivot): readonly PeriodShift[] {
  if (!request.measures.some(({ show }) => show === 'change' || show === 'change-percent')) return [];
  return [...rows, ...columns].filter((level): level is PeriodShift => level.part !== undefined);
}

/** Depths that are shown of all members share their grouping sets; each depth below some members has its own filter. */
function byRestriction(depths: readonly AxisDepth[]): readonly (readonly AxisDepth[])[] {
  const open = depths.filter(({ below }) => below === undefined);
  const restricted = depths.filter(({ below }) => below !== undefined).map((depth) => [depth]);
  return open.length > 0 ? [open, ...restricted] : restricted;
}
