/** A board over a cube: what its tiles show, and by what its readers filter. */
import type { ChartType } from '../cube/cubeView.ts';
import type { MeasureShow } from '../cube/pivotRequest.ts';

export const tileKinds = ['kpi', 'chart', 'table'] as const;

export type TileKind = (typeof tileKinds)[number];

/** As many columns as a board has. */
export const boardColumns = 4;

export interface Tile {
  readonly kind: TileKind;
  /** What it shows in words, where that is not said here. */
  readonly title?: string | undefined;
  /** In columns of the board. */
  readonly width?: number | undefined;
  /** A saved view of the cube; the rest is then the view's. */
  readonly view?: string | undefined;
  /** Names of dimensions, periods or hierarchies, as strata.yaml has them. */
  readonly rows?: readonly string[] | undefined;
  readonly columns?: readonly string[] | undefined;
  readonly measures?: readonly string[] | undefined;
  readonly show?: MeasureShow | undefined;
  readonly chart?: ChartType | undefined;
  /** Only so many of the largest members. */
  readonly top?: number | undefined;
}

export interface Dashboard {
  readonly title: string;
  readonly cube: string;
  /** Names of dimensions or periods, in the order in which they are offered. */
  readonly filters: readonly string[];
  readonly tiles: readonly Tile[];
}
