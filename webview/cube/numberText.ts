import type { CubeMeasure } from '../../src/core/cube/cube.ts';
import { parseDecimal } from '../../src/core/cube/exactDecimal.ts';
import type { MeasureShow } from '../../src/core/cube/pivotRequest.ts';
import { isShare, shownDigits } from '../../src/core/cube/readableNumber.ts';
import { displayLanguage } from '../../src/core/l10n.ts';

/** Intl takes the text of a number as it is, without a float in between; the types of the library do not know yet. */
type ExactFormat = { format(value: string): string };

const formats = new Map<string, ExactFormat>();

function formatFor(options: Intl.NumberFormatOptions): ExactFormat {
  const key = JSON.stringify([displayLanguage(), options]);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(displayLanguage(), options) as unknown as ExactFormat;
  formats.set(key, made);
  return made;
}

/** Digits behind the point that Intl can be asked for. */
const mostDigits = 100;

/** By how much a value has changed, as short as there is room for: `+1.2K`. */
export function briefChange(value: string): string {
  return formatFor({ notation: 'compact', signDisplay: 'exceptZero' }).format(value);
}

/** A cell's exact text as people read it: with the separators of their language; what is no number as it is. */
export function numberText(value: string, measure: CubeMeasure | undefined, show: MeasureShow): string {
  const exact = parseDecimal(value);
  if (!exact) return value;
  const sign = show.startsWith('change') ? { signDisplay: 'exceptZero' as const } : {};
  if (isShare(show)) {
    return formatFor({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1, ...sign }).format(value);
  }
  const digits = Math.min(shownDigits(exact, measure), mostDigits);
  return formatFor({ minimumFractionDigits: digits, maximumFractionDigits: digits, ...sign }).format(value);
}
