/** What a benchmark is and what it finds; scripts/bench.ts runs them, prints the table and writes the results. */
import type { Product } from './product.ts';

export type Unit = 'ms' | 's' | 'MB' | 'bytes' | 'objects/s' | 'rows/s' | 'MB/s' | '%' | '×' | 'objects';

export interface Measure {
  readonly name: string;
  readonly unit: Unit;
  /** The median of the samples, where there are several. MB are 10^6 bytes. */
  readonly value: number;
  readonly samples?: readonly number[];
  /** What it is meant to stay below. */
  readonly below?: number;
}

export interface BenchmarkRequest {
  /** Small numbers and few rounds: shows that all works, and measures nothing. */
  readonly quick: boolean;
  /** The production build, made when first asked for. */
  readonly product: () => Promise<Product>;
  readonly say: (message: string) => void;
}

export interface Findings {
  readonly measures: readonly Measure[];
  /** How it was measured, for the reader of the figures; counts and sizes are those of this run. */
  readonly how: readonly string[];
}

export interface Benchmark {
  /** Names its result: `results/<name>.json`. */
  readonly name: string;
  readonly title: string;
  run(request: BenchmarkRequest, signal: AbortSignal): Promise<Findings>;
}
