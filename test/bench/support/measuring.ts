import type { Measure, Unit } from './benchmark.ts';

/** @throws RangeError when there is none */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('There is no median of nothing.');
  return (upper + lower) / 2;
}

/** The value that this share of the samples does not exceed: 0.95 for the 95th percentile. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('There is no percentile of nothing.');
  return found;
}

/** A measure from its samples. */
export function measured(name: string, unit: Unit, samples: readonly number[], below?: number): Measure {
  return {
    name,
    unit,
    value: rounded(median(samples)),
    ...(samples.length > 1 && { samples: samples.map(rounded) }),
    ...(below !== undefined && { below }),
  };
}

/**
 * How many times as much the first is as the second. Samples of the same round are divided by each other, so that what
 * slows a whole round down cancels out.
 */
export function ratio(name: string, first: readonly number[], second: readonly number[], below?: number): Measure {
  const rounds = first.map((value, round) => value / (second[round] ?? Number.NaN));
  return measured(name, '×', rounds, below);
}

/** Four digits, as far as a figure of this kind can be told at all. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** Runs it and gives the milliseconds it took, and what came out. */
export async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly result: T }> {
  const started = performance.now();
  const result = await work();
  return { ms: performance.now() - started, result };
}

/** Runs the work for each item, this many at a time. */
export async function inParallel<T>(
  items: Iterable<T>,
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
