import { STATUS_CODES } from 'node:http';
import { AppError, isCancellation } from '../../core/appError.ts';
import type { Connection } from '../../core/connection.ts';
import { t } from '../../core/l10n.ts';
import { awsErrorKinds } from './awsErrorKinds.ts';

/** An error of the SDK in the product's own terms, with what the reader can do about it. */
export function fromAwsError(error: unknown, connection: Connection): AppError {
  if (error instanceof AppError) return error;
  if (isCancellation(error)) return new AppError('cancelled', t('Cancelled.'), { cause: error });
  const { names, message } = namesOf(error);
  const kind = awsErrorKinds.find(({ pattern }) => pattern.test(names));
  const said = message || names;
  const hint = kind?.hint?.(connection, said);
  return new AppError(kind?.code ?? 'failed', kind?.message?.(connection, said) ?? said, {
    ...(hint ? { hint } : {}),
    cause: error,
  });
}

/** The names by which an error is known, in one text, and what it says. */
function namesOf(error: unknown): { names: string; message: string } {
  if (!(error instanceof Error)) return { names: '', message: String(error) };
  // A refused connection is an AggregateError (one per address tried) with an empty message.
  const inner = error instanceof AggregateError ? (error.errors[0] as unknown) : undefined;
  const source = inner instanceof Error ? inner : error;
  const code = (source as NodeJS.ErrnoException).code ?? '';
  const status = saidNothing(source);
  const message = status ?? source.message;
  // One name for all that a credential provider can meet, and one for keys and clocks that are wrong.
  const isVague = /ProviderError|UnauthorizedException|InvalidSignature/.test(error.name);
  const unread = message.includes('Deserialization error') ? 'NoAwsAnswer' : '';
  return { names: [error.name, code, status, unread, isVague ? message : ''].filter(Boolean).join(' '), message };
}

/** An answer to HEAD has no body; its status is all that it says, and the SDK says `UnknownError`. */
function saidNothing(error: Error): string | undefined {
  if (error.message !== 'UnknownError' || !('$metadata' in error)) return undefined;
  const { httpStatusCode } = error.$metadata as { readonly httpStatusCode?: number };
  return httpStatusCode === undefined ? undefined : STATUS_CODES[httpStatusCode];
}
