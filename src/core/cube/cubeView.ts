import type { PivotRequest } from './pivotRequest.ts';

export const chartTypes = ['none', 'auto', 'bar', 'stacked', 'line', 'heat'] as const;

export type ChartType = (typeof chartTypes)[number];

/** A pivot that is kept under a name. */
export interface CubeView {
  readonly name: string;
  readonly request: PivotRequest;
  readonly chart: ChartType;
}
