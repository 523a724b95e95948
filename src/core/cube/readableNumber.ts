/** What people are shown of an exact value: no more digits than say something, and shares in percent. */
import type { CubeMeasure } from './cube.ts';
import { type ExactDecimal, formatDecimal, parseDecimal, roundDecimal } from './exactDecimal.ts';
import type { MeasureShow } from './pivotRequest.ts';

/** What is no sum of exact numbers has more digits than anybody reads. */
const longWinded: readonly string[] = ['avg', 'median', 'stddev', 'variance'];
/** Digits that are shown of such a number behind the point, and digits that are shown of one below one in all. */
const fewDigits = 2;
const significantDigits = 3;

/** Whether a value that is shown so is a share of something, one being the whole. */
export function isShare(show: MeasureShow): boolean {
  return show.startsWith('share') || show === 'change-percent';
}

/** Digits behind the point that a value of a measure is shown with: what the measure says, else as many as it has. */
export function shownDigits(value: ExactDecimal, measure: CubeMeasure | undefined): number {
  if (measure?.digits !== undefined) return measure.digits;
  if (measure?.kind !== 'float' && !longWinded.includes(measure?.aggregate ?? '')) return value.scale;
  const magnitude = (value.digits < 0n ? -value.digits : value.digits).toString().length;
  const zeros = value.digits === 0n ? 0 : Math.max(0, value.scale - magnitude);
  return Math.min(value.scale, Math.max(fewDigits, zeros > 0 ? zeros + significantDigits : 0));
}

/** A value for a terminal: rounded, without separators; what is no number as it is. */
export function readableNumber(value: string, measure: CubeMeasure | undefined, show: MeasureShow): string {
  const exact = parseDecimal(value);
  if (!exact) return value;
  if (isShare(show)) return `${formatDecimal(roundDecimal({ ...exact, digits: exact.digits * 100n }, 1))}%`;
  return formatDecimal(roundDecimal(exact, shownDigits(exact, measure)));
}
