/** SQL of measures. Each level of a pivot is aggregated by the engine from the rows, never summed from the level below. */
import type { SqlDialect } from '../sqlDialect.ts';
import type { CubeMeasure } from './cube.ts';
import { divideDecimals, formatDecimal, parseDecimal } from './exactDecimal.ts';

/**
 * The columns that a statement computes for a measure. Averages of exact numbers are asked for as sum and count and
 * divided here, as engines would divide them in floats or cut digits off.
 */
export function measureColumns(dialect: SqlDialect, measure: CubeMeasure): readonly string[] {
  if (measure.aggregate === 'sql') return [measure.of];
  const of = measure.of === '*' ? '*' : `(${measure.of})`;
  switch (measure.aggregate) {
    case 'count':
      return [measure.of === '*' ? 'count(*)' : `count${of}`];
    case 'count-distinct':
      return [`count(DISTINCT ${measure.of})`];
    case 'avg':
      return isExact(measure) ? [`sum${of}`, `count${of}`] : [`avg${of}`];
    case 'median':
      return [dialect === 'trino' ? `approx_percentile(${measure.of}, 0.5)` : `median${of}`];
    case 'stddev':
      return [`stddev_samp${of}`];
    case 'variance':
      return [`var_samp${of}`];
    case 'sum':
    case 'min':
    case 'max':
      return [`${measure.aggregate}${of}`];
  }
}

/** By which members are ranked, over the columns' names in the statement. */
export function rankSql(dialect: SqlDialect, columns: readonly string[]): string {
  const [first = '', second] = columns;
  if (second === undefined) return first;
  const float = dialect === 'trino' ? 'double' : 'double precision';
  return `CAST(${first} AS ${float}) / nullif(${second}, 0)`;
}

/** Digits behind the point that an average has beyond those of what it is of. */
const averageDigits = 4;

/** A measure's value out of its columns, as exact text. */
export function measureValue(columns: readonly (string | null)[]): string | null {
  const [first = null, second] = columns;
  if (second === undefined) return first;
  const [sum, count] = [parseDecimal(first), parseDecimal(second)];
  const quotient = sum && count && divideDecimals(sum, count, sum.scale + averageDigits);
  return quotient ? formatDecimal(quotient) : null;
}

function isExact(measure: CubeMeasure): boolean {
  return measure.kind === 'integer' || measure.kind === 'decimal';
}
