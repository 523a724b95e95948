import { isOpen, type MemberPath, type PivotAxis, pathKey } from './pivotRequest.ts';

/** Rows grouped by the first `depth` levels: of all members, or below some of the level before only. */
export interface AxisDepth {
  readonly depth: number;
  /** Absent: below all. */
  readonly below?: readonly MemberPath[];
}

/** What an axis shows: the total, the levels that are open everywhere, and the children of members that are expanded. */
export function axisDepths(axis: PivotAxis): readonly AxisDepth[] {
  const everywhere = Math.min(Math.max(axis.depth, 1), axis.levels.length);
  const depths: AxisDepth[] = [];
  for (let depth = 0; depth <= everywhere; depth++) depths.push({ depth });
  for (let depth = everywhere + 1; depth <= axis.levels.length; depth++) {
    const below = visible(axis).filter((path) => path.length === depth - 1);
    if (below.length > 0) depths.push({ depth, below });
  }
  return depths;
}

/** Only what comes to be seen when one member is expanded: its children, and theirs where they are expanded already. */
export function depthsBelow(axis: PivotAxis, path: MemberPath): readonly AxisDepth[] {
  const key = pathKey(path);
  const inside = visible(axis).filter((each) => pathKey(each.slice(0, path.length)) === key);
  const depths = new Set(inside.map((each) => each.length + 1));
  return [...depths].sort().map((depth) => ({ depth, below: inside.filter((each) => each.length === depth - 1) }));
}

/** Expanded members all of whose parents are open. */
function visible(axis: PivotAxis): MemberPath[] {
  return axis.expanded.filter(
    (path) => path.length < axis.levels.length && path.every((_, i) => i === 0 || isOpen(axis, path.slice(0, i))),
  );
}
