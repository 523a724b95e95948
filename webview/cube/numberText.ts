import type { CubeMeasure } from '../../src/core/cube/cube.ts';
import type { MeasureShow } from '../../src/core/cube/pivotRequest.ts';
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

const isNumber = (text: string) => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);

/** A cell's exact text as people read it: with the separators of their language; what is no number as it is. */
export function numberText(value: string, measure: CubeMeasure | undefined, show: MeasureShow): string {
  if (!isNumber(value)) return value;
  if (show.startsWith('share') || show === 'change-percent') {
    const sign = show === 'change-percent' ? { signDisplay: 'exceptZero' as const } : {};
    return formatFor({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1, ...sign }).format(value);
  }
  const fraction = (/\.(\d+)$/.exec(value)?.[1] ?? '').length;
  const digits =
    measure?.digits ?? (measure?.aggregate === 'avg' || measure?.kind === 'float' ? Math.min(fraction, 2) : fraction);
  const sign = show === 'change' ? { signDisplay: 'exceptZero' as const } : {};
  return formatFor({
    minimumFractionDigits: Math.min(digits, 20),
    maximumFractionDigits: Math.min(digits, 20),
    ...sign,
  }).format(value);
}
