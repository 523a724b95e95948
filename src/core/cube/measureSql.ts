/** SQL of measures. Each level of a pivot is aggregated by the engine from the rows, never summed from the level below. */
import type { SqlDialect } from '../sqlDialect.ts';
import type { CubeMeasure } from './cube.ts';
import { divideDecimals, formatDecimal, parseDecimal } from './exactDecimal.ts';

/** How totals are made of an aggregate of their parts; there is no way for what counts distinct things, or orders them. */
export type Merge = 'sum' | 'count' | 'min' | 'max';

/** A column that a statement computes. */
export interface AggregateColumn {
  readonly sql: string;
  readonly merge?: Merge;
}

/**
 * The columns that a statement computes for a measure. Averages of exact numbers are asked for as sum and count and
 * divided here, as engines would divide them in floats or cut digits off.
 */
export function measureColumns(dialect: SqlDialect, measure: CubeMeasure): readonly AggregateColumn[] {
  if (measure.aggregate === 'sql') return [{ sql: measure.of }];
  const of = measure.of === '*' ? '*' : `(${measure.of})`;
  switch (measure.aggregate) {
    case 'count':
      return [{ sql: measure.of === '*' ? 'count(*)' : `count${of}`, merge: 'count' }];
    case 'count-distinct':
      return [{ sql: `count(DISTINCT ${measure.of})` }];
    case 'avg':
      return isExact(measure)
        ? [
            { sql: `sum${of}`, merge: 'sum' },
            { sql: `count${of}`, merge: 'count' },
          ]
        : [{ sql: `avg${of}` }];
    case 'median':
      return [{ sql: dialect === 'trino' ? `approx_percentile(${measure.of}, 0.5)` : `median${of}` }];
    case 'stddev':
      return [{ sql: `stddev_samp${of}` }];
    case 'variance':
      return [{ sql: `var_samp${of}` }];
    case 'sum':
    case 'min':
    case 'max':
      return [{ sql: `${measure.aggregate}${of}`, merge: measure.aggregate }];
  }
}

/** The aggregate of all rows, out of its partial results. */
export function mergedSql(merge: Merge, part: string): string {
  // A sum of counts is of another type than a count, and of nothing it is NULL.
  return merge === 'count' ? `CAST(coalesce(sum(${part}), 0) AS bigint)` : `${merge}(${part})`;
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
