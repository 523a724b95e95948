import { AppError, type AppErrorCode } from '../../../core/appError.ts';
import { t } from '../../../core/l10n.ts';

const codes: Readonly<Record<number, AppErrorCode>> = {
  400: 'invalid-input',
  401: 'credentials-expired',
  403: 'access-denied',
  404: 'not-found',
  405: 'unsupported',
  409: 'conflict',
  422: 'invalid-input',
  429: 'throttled',
  502: 'unreachable',
  503: 'unreachable',
  504: 'timeout',
};

const hints: Readonly<Record<number, () => string>> = {
  401: () => t('Sign in again: refresh the tree, or renew the token.'),
  403: () => t('The user needs a role in Airflow that may do this.'),
  405: () => t('This Airflow does not have it in its API.'),
  502: () => t('Its web server may be starting: try again in a moment.'),
  503: () => t('Its web server may be starting: try again in a moment.'),
};

/**
 * What Airflow refused, in the product's terms.
 * @param answer the JSON of its answer: version 1 has `title` and `detail`, version 2 `detail`, a text or a list of faults
 * @param title the environment, as the tree calls it
 */
export function airflowError(status: number, answer: unknown, title: string, cause?: unknown): AppError {
  const said = saidIn(answer) || t('{0} answered with HTTP {1}.', title, status);
  const hint = hints[status]?.();
  return new AppError(codes[status] ?? 'failed', said, {
    ...(hint === undefined ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  });
}

function saidIn(answer: unknown): string {
  if (typeof answer === 'string') return /^\s*</.test(answer) ? '' : answer.slice(0, 500);
  if (answer === null || typeof answer !== 'object') return '';
  const { detail, title, message } = answer as Readonly<Record<string, unknown>>;
  if (Array.isArray(detail)) return detail.map(faultText).join('\n');
  if (detail !== null && typeof detail === 'object') return saidIn(detail);
  return [detail, message, title].map((each) => String(each ?? '')).find((each) => each !== '') ?? '';
}

/** `body.conf: must be …`, as the web framework of Airflow 3 tells of an input that is none. */
function faultText(fault: unknown): string {
  const { loc, msg } = (fault ?? {}) as { readonly loc?: unknown; readonly msg?: unknown };
  return [Array.isArray(loc) ? loc.join('.') : '', String(msg ?? '')].filter(Boolean).join(': ');
}
