import type { CellDifference } from '../../src/core/cube/comparePivots.ts';
import type { CubeLevel, CubeMeasure } from '../../src/core/cube/cube.ts';
import type { MemberPath, PivotRequest } from '../../src/core/cube/pivotRequest.ts';
import type { ShownPivot } from '../../src/protocol/cubeProtocol.ts';
import type { CubeState } from './cubeState.ts';
import type { AxisName } from './requestChanges.ts';

export interface PivotGridProps {
  readonly state: CubeState;
  readonly pivot: ShownPivot;
  readonly request: PivotRequest;
  readonly levels: ReadonlyMap<string, CubeLevel>;
  readonly measures: ReadonlyMap<string, CubeMeasure>;
  /** Cells that differ from the last time, where these are shown. */
  readonly changes: readonly CellDifference[] | null;
  readonly onToggle: (axis: AxisName, path: MemberPath, open: boolean) => void;
  readonly onSort: (index: number, at: MemberPath) => void;
  readonly onSortLabels: () => void;
  readonly onDrill: (row: MemberPath, column: MemberPath) => void;
  readonly onCopy: (text: string) => void;
}

/** Columns of the table that are drawn; `last` is behind the last. */
export interface ColumnRange {
  readonly first: number;
  readonly last: number;
}

/** In pixels, as cube.css has them. */
export const rowHeight = 24;
export const labelWidth = 240;
/** At least; columns are wider where a number of theirs is, as digits that are cut off are another number. */
export const leastCellWidth = 132;
export const mostCellWidth = 400;
