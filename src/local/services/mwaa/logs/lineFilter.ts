/** Which lines of a log are wanted, by their level. */

export type LineFilter = (line: string) => boolean;

const ranks: Readonly<Record<string, number>> = { DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40, CRITICAL: 50 };

/** Airflow 3 writes JSON, Airflow 2 `[time] {file:line} LEVEL - text`. */
const levelPattern = /^\{.*"level":\s*"(\w+)"|^\[[^\]]+\] \{[^}]*\} (\w+) -/;

/** Lines without a level of their own, such as those of a traceback, go with the line before. */
export function levelFilter(least: string): LineFilter {
  const wanted = ranks[least] ?? 0;
  let passes = true;
  return (line) => {
    const [, ofJson, ofText] = levelPattern.exec(line) ?? [];
    const rank = ranks[(ofJson ?? ofText ?? '').toUpperCase()];
    if (rank !== undefined) passes = rank >= wanted;
    return passes;
  };
}
