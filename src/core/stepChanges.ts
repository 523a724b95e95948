import type { Step } from './run.ts';

/**
 * The index of the first step that is not as it was, new ones included; undefined when none is. Steps come in the order
 * in which they began, so that of a run of thousands only its end changes and has to travel.
 */
export function firstChange(before: readonly Step[], now: readonly Step[]): number | undefined {
  if (before === now) return undefined;
  const both = Math.min(before.length, now.length);
  for (let i = 0; i < both; i++) {
    const [a, b] = [before[i], now[i]];
    if (a && b && !isSame(a, b)) return i;
  }
  return before.length === now.length ? undefined : both;
}

/** Texts of the same length are compared, and not turned into JSON first: an input may have 256 KB. */
function isSame(a: Step, b: Step): boolean {
  const keys = Object.keys(a) as (keyof Step)[];
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => {
      const [was, is] = [a[key], b[key]];
      return was === is || (typeof was === 'object' && JSON.stringify(was) === JSON.stringify(is));
    })
  );
}
