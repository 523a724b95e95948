import type { Aggregate, CubeMeasure } from '../../src/core/cube/cube.ts';
import type { MeasureShow, ShownMeasure } from '../../src/core/cube/pivotRequest.ts';
import { t } from '../../src/core/l10n.ts';

/** How a measure is shown, in words. */
export const showWords: Readonly<Record<MeasureShow, () => string>> = {
  value: () => t('Value'),
  'share-of-row': () => t('% of row'),
  'share-of-column': () => t('% of column'),
  'share-of-parent': () => t('% of parent'),
  'share-of-total': () => t('% of total'),
  change: () => t('Change on the period before'),
  'change-percent': () => t('% change on the period before'),
};

/** Aggregates in words. */
export const aggregateWords: Readonly<Record<Aggregate, () => string>> = {
  sum: () => t('Sum'),
  count: () => t('Count'),
  'count-distinct': () => t('Different ones'),
  avg: () => t('Average'),
  min: () => t('Smallest'),
  max: () => t('Largest'),
  median: () => t('Median'),
  stddev: () => t('Standard deviation'),
  variance: () => t('Variance'),
};

/** A shown measure as the head of a column. */
export function shownTitle(measure: CubeMeasure | undefined, { measure: name, show }: ShownMeasure): string {
  const title = measure?.title === 'rows' ? t('Rows') : (measure?.title ?? name);
  return show === 'value' ? title : `${title} · ${showWords[show]()}`;
}
