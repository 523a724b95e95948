/** What PostgreSQL, the network and TLS say, in the product's own terms. */
import type { DatabaseError } from 'pg';
import { AppError, type AppErrorCode, isCancellation } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { DatabaseServer } from './databaseServer.ts';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const codes: Readonly<Record<string, AppErrorCode>> = {
  '25006': 'read-only',
  '28000': 'access-denied',
  '28P01': 'access-denied',
  '3D000': 'not-found',
  '3F000': 'not-found',
  '42501': 'access-denied',
  '42P01': 'not-found',
  '53300': 'throttled',
  '57014': 'cancelled',
};

const unreachable = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE)$/;
/** OpenSSL's names of what is wrong with a chain of certificates. */
const untrusted =
  /^(UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|CERT_HAS_EXPIRED)$/;

/** Whether the server itself refuses the user or the password. */
export function refusesLogin(error: unknown): boolean {
  return codeOf(error) === '28P01';
}

/** Why there is no connection to the database; that to AWS is another matter, so that nothing here says `unreachable`. */
export function connectError(error: unknown, server: DatabaseServer, database: string): AppError {
  if (error instanceof AppError) return error;
  if (isCancellation(error)) return new AppError('cancelled', t('Cancelled.'), { cause: error });
  const code = codeOf(error);
  const message = messageOf(error);
  const at = `${server.host}:${server.port}`;
  if (code === '28P01') {
    return new AppError('access-denied', t('{0} refuses the login: {1}', server.title, message), {
      hint: t('Try again: user and password are asked for anew.'),
      cause: error,
    });
  }
  if (untrusted.test(code)) {
    return new AppError('failed', t('The certificate of {0} is not trusted: {1}', at, message), {
      hint: t(
        'Instances of RDS are signed by Amazon’s own authority: save its bundle (https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem) as ~/.postgresql/root.crt, or name it in PGSSLROOTCERT.',
      ),
      cause: error,
    });
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return new AppError('failed', t('{0} shows the certificate of another server: {1}', at, message), {
      cause: error,
    });
  }
  if (/does not support SSL/i.test(message)) {
    return new AppError('failed', t('{0} speaks no TLS.', at), {
      hint: t('If that is meant so, say sslmode=disable in its URL.'),
      cause: error,
    });
  }
  if (unreachable.test(code) || /timeout|terminated|timed out/i.test(message)) {
    return new AppError('failed', t('{0} cannot be reached at {1}: {2}', server.title, at, message), {
      hint: t(
        'Is it running, and does its network let this machine in? A tunnel can be named in strata.yaml (sources).',
      ),
      cause: error,
    });
  }
  const kind = codes[code] ?? 'failed';
  return new AppError(kind, t('{0}, database {1}: {2}', server.title, database, message), { cause: error });
}

/** What the server says of a statement, with its place as `line 3:12` of the statement. */
export function statementError(error: unknown, sql: string): AppError {
  if (error instanceof AppError) return error;
  if (isCancellation(error)) return new AppError('cancelled', t('The query was cancelled.'), { cause: error });
  const { detail, hint, position } = error as Partial<DatabaseError>;
  const said = [messageOf(error), detail && t('Detail: {0}', detail), hint && t('Hint: {0}', hint)]
    .filter(Boolean)
    .join('\n');
  // The server may have a limit of its own, which nobody asked for here.
  const kind = /statement timeout/.test(said) ? 'timeout' : codes[codeOf(error)];
  return new AppError(kind ?? 'failed', `${placeIn(sql, Number(position))}${said}`, { cause: error });
}

/** PostgreSQL counts characters from one, not UTF-16 units. */
function placeIn(sql: string, position: number): string {
  if (!(position > 0)) return '';
  const lines = [...sql]
    .slice(0, position - 1)
    .join('')
    .split('\n');
  return `line ${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}: `;
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : '';
}

/** An attempt at each address of a host comes as one error without words of its own. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
