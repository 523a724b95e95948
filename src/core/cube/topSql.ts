/** The last step of a pivot's statement: which of its cells are answered. */

import { type BoundPivot, hasFacts, type PivotSource } from './boundPivot.ts';
import { rankSql } from './measureSql.ts';

/**
 * All cells of `q`, or those whose members of each row level are among the first below their parent, by a measure over
 * all columns. Cells of a member that is cut off, and of what is below it, do not travel.
 */
export function topSql(bound: BoundPivot, sources: readonly PivotSource[]): string {
  const { request, rows, columns, aggregates, dialect } = bound;
  const members = [...rows.map((_, i) => `r${i + 1}`), ...columns.map((_, i) => `c${i + 1}`)];
  const list = ['sh, rd, cd', ...members, ...aggregates.map((_, i) => `m${i + 1}`)].join(', ');
  // Totals first; where there are more cells than are read, it is the same ones each time.
  const order = `ORDER BY ${['rd, cd, sh', ...members].join(', ')}`;
  const { top } = request;
  if (!top || rows.length === 0) return `SELECT ${list}\nFROM q\n${order}`;
  const ranked = bound.measures.find(({ measure }) => measure.name === top.measure);
  if (!ranked) throw new Error('The ranking measure is bound with the others.');
  const float = dialect === 'trino' ? 'double' : 'double precision';
  const value = rankSql(
    dialect,
    ranked.columns.map((column) => (hasFacts(bound) ? `CAST(m${column + 1} AS ${float})` : `m${column + 1}`)),
  );
  const own = `cd = 0 AND sh IN (${sources.flatMap((source, i) => (source.shift ? [] : [i])).join(', ')})`;
  const path = rows.map((_, i) => `r${i + 1}`).join(', ');
  const direction = top.bottom ? 'ASC' : 'DESC';
  // A member's place below its parent; which of `r1…` is the member itself depends on the row's depth.
  const rank = rows
    .map((_, i) => {
      const parent = ['rd', ...rows.slice(0, i).map((_level, k) => `r${k + 1}`)].join(', ');
      return `WHEN ${i + 1} THEN dense_rank() OVER (PARTITION BY ${parent} ORDER BY v ${direction} NULLS LAST, r${i + 1})`;
    })
    .join(' ');
  const above = rows.slice(0, -1).map((_, i) => {
    const parts = rows.slice(0, i + 1).map((_level, k) => `r${k + 1}`);
    return `max(CASE WHEN rd = ${i + 1} AND ${own} THEN k END) OVER (PARTITION BY ${parts.join(', ')}) AS k${i + 1}`;
  });
  const within = rows.slice(0, -1).map((_, i) => ` AND (rd <= ${i + 1} OR coalesce(k${i + 1}, 1) <= ${top.count})`);
  return `SELECT ${list}
FROM (
  SELECT q3.*${above.map((sql) => `, ${sql}`).join('')}
  FROM (
    SELECT q2.*, CASE rd ${rank} ELSE 0 END AS k
    FROM (
      SELECT q.*, max(CASE WHEN ${own} THEN ${value} END) OVER (PARTITION BY rd, ${path}) AS v
      FROM q
    ) AS q2
  ) AS q3
) AS q4
WHERE k <= ${top.count}${within.join('')}
${order}`;
}
