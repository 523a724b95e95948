/** Alerts in words, for every front door. */
import type { Alert } from '../../core/alert.ts';
import { t } from '../../core/l10n.ts';

const mostCause = 200;

/** The first line of why, as long as fits a notification. */
export function causeText({ cause = '' }: Alert): string {
  const line = cause.trim().split('\n')[0] ?? '';
  return line.length > mostCause ? `${line.slice(0, mostCause - 1)}…` : line;
}

/** One sentence: what failed, where and why. */
export function alertText(alert: Alert): string {
  const { pipeline, step } = alert;
  const cause = causeText(alert);
  if (step && cause) return t('{0} failed at {1}: {2}', pipeline, step, cause);
  if (step) return t('{0} failed at {1}.', pipeline, step);
  return cause ? t('{0} failed: {1}', pipeline, cause) : t('{0} failed.', pipeline);
}

/** Several alerts as one sentence, which names the first few pipelines. */
export function summaryText(alerts: readonly Alert[]): string {
  const names = [...new Set(alerts.map(({ pipeline }) => pipeline))];
  const shown = names.slice(0, 3).join(', ') + (names.length > 3 ? ', …' : '');
  return alerts.length === 1
    ? t('1 failure while nobody was told: {0}', shown)
    : t('{0} failures while nobody was told: {1}', alerts.length, shown);
}
