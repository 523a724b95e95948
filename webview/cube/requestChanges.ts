/** How a person's clicks and drops change what is asked. */
import type { MemberPath, PivotRequest, PivotSort, ShownMeasure, Slice } from '../../src/core/cube/pivotRequest.ts';
import { pathKey, withOpen } from '../../src/core/cube/pivotRequest.ts';
import type { PivotStep } from '../../src/protocol/cubeProtocol.ts';

export type AxisName = 'rows' | 'columns';

/** Levels on an axis, at a place; they leave where they were. Sorts that name places of a changed axis end. */
export function placeLevels(
  request: PivotRequest,
  axis: AxisName,
  names: readonly string[],
  at?: number,
): PivotRequest {
  const other: AxisName = axis === 'rows' ? 'columns' : 'rows';
  const before = request[axis].levels;
  const index = at ?? before.length;
  const kept = (levels: readonly string[]) => levels.filter((level) => !names.includes(level));
  const levels = [...kept(before.slice(0, index)), ...names, ...kept(before.slice(index))];
  return {
    ...request,
    [axis]: { levels, depth: 1, expanded: [], collapsed: [] },
    [other]: names.some((name) => request[other].levels.includes(name))
      ? { levels: kept(request[other].levels), depth: 1, expanded: [], collapsed: [] }
      : request[other],
    sort: { rows: null, columns: null },
  };
}

/** An axis without a level. */
export function removeLevel(request: PivotRequest, axis: AxisName, name: string): PivotRequest {
  const levels = request[axis].levels.filter((level) => level !== name);
  return {
    ...request,
    [axis]: { levels, depth: 1, expanded: [], collapsed: [] },
    sort: { rows: null, columns: null },
  };
}

/** Shows or hides the children of a member. */
export function toggle(request: PivotRequest, axis: AxisName, path: MemberPath, open: boolean): PivotRequest {
  return { ...request, [axis]: withOpen(request[axis], path, open) };
}

/** What the engine has to be asked for one pivot when it has answered another. */
export function stepTo(before: PivotRequest, after: PivotRequest): PivotStep {
  const closed = (request: PivotRequest, axis: AxisName) => ({ ...request[axis], expanded: [], collapsed: [] });
  const asked = (request: PivotRequest) =>
    JSON.stringify({
      ...request,
      sort: 0,
      totals: 0,
      rows: closed(request, 'rows'),
      columns: closed(request, 'columns'),
    });
  if (asked(before) !== asked(after)) return { kind: 'all' };
  const opened = (['rows', 'columns'] as const).flatMap((axis) => {
    const known = new Set(before[axis].expanded.map(pathKey));
    return after[axis].expanded.filter((path) => !known.has(pathKey(path))).map((path) => ({ axis, path }));
  });
  const [first, ...others] = opened;
  if (!first) return { kind: 'arrange' };
  return others.length === 0 ? { kind: 'expand', ...first } : { kind: 'all' };
}

/** All members open down to a level, or only the first level. */
export function openTo(request: PivotRequest, axis: AxisName, depth: number): PivotRequest {
  return { ...request, [axis]: { ...request[axis], depth, expanded: [], collapsed: [] } };
}

/** The next order of a click on a head: largest first, smallest first, as it was. */
export function nextSort(
  now: PivotSort | null,
  asked: { readonly index: number; readonly at: MemberPath },
): PivotSort | null {
  const same = now?.by === 'measure' && now.index === asked.index && pathKey(now.at) === pathKey(asked.at);
  if (!same) return { by: 'measure', ...asked, descending: true };
  return now.descending ? { ...now, descending: false } : null;
}

/**
 * Only the first or the last members of each row level by a measure, in the order of it; all of them where no count is
 * given, in the order of their names.
 */
export function withTop(request: PivotRequest, top: PivotRequest['top']): PivotRequest {
  const index = request.measures.findIndex(({ measure }) => measure === top?.measure);
  if (!top || index < 0) return { ...request, top: null, sort: { ...request.sort, rows: null } };
  const rows = { by: 'measure', index, at: [], descending: !top.bottom } as const;
  return { ...request, top, sort: { ...request.sort, rows } };
}

/** A slice in the place of the one of the same level; one that keeps everything goes. */
export function withSlice(request: PivotRequest, slice: Slice): PivotRequest {
  const others = request.slices.filter(({ level }) => level !== slice.level);
  const known = request.slices.findIndex(({ level }) => level === slice.level);
  if (slice.members.length === 0) return { ...request, slices: others };
  const at = known < 0 ? others.length : known;
  return { ...request, slices: [...others.slice(0, at), slice, ...others.slice(at)] };
}

/** Without a measure; an order by it goes, too. */
export function removeMeasure(request: PivotRequest, index: number): PivotRequest {
  const measures = request.measures.filter((_, i) => i !== index);
  const top = request.top && measures.some(({ measure }) => measure === request.top?.measure) ? request.top : null;
  return { ...request, measures, top, sort: { rows: null, columns: null } };
}

/** Another measure, or the same shown otherwise, in its place; the first members go by it where they went by the one before. */
export function withMeasure(request: PivotRequest, index: number, shown: ShownMeasure): PivotRequest {
  const before = request.measures[index]?.measure;
  const { top } = request;
  return {
    ...request,
    measures: request.measures.map((each, i) => (i === index ? shown : each)),
    top: top && top.measure === before ? { ...top, measure: shown.measure } : top,
  };
}
