const firstStepMs = 60_000;

/**
 * The last occurrence after one moment and not after another (epoch milliseconds), if there is one. Looked for
 * backwards, in growing steps: of a schedule of every minute, half a million occurrences pass in a year.
 * @param next the first occurrence after a moment
 */
export function missedOccurrence(
  next: (after: Date) => Date | undefined,
  since: number,
  until: number,
): Date | undefined {
  for (let step = firstStepMs, to = until; to > since; to -= step, step *= 2) {
    let last: Date | undefined;
    for (let each = next(new Date(Math.max(to - step, since))); each && each.getTime() <= to; each = next(each)) {
      last = each;
    }
    if (last) return last;
  }
  return undefined;
}
