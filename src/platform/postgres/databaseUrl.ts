/** https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS */
import { t } from '../../core/l10n.ts';
import { isLoopback, type SslMode, sslModes } from './databaseServer.ts';

export interface DatabaseUrl {
  readonly host: string;
  readonly port: number;
  readonly database?: string | undefined;
  readonly user?: string | undefined;
  readonly sslMode: SslMode;
  /** As it was written: relative to the file that names it. */
  readonly rootCertificate?: string | undefined;
}

const usualPort = 5432;
const known = new Set(['sslmode', 'sslrootcert']);

/** What is wrong with a URL of a database; undefined when it can be used. */
export function databaseUrlFault(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || url.hostname === '')
    return t('must be a URL such as {0}', 'postgres://host:5432/database');
  if (url.password !== '' || url.searchParams.has('password'))
    return t('holds a password, which does not belong in a file: leave it out, and it is asked for once');
  const strange = [...url.searchParams.keys()].find((name) => !known.has(name));
  if (strange !== undefined) return t('{0} is not known here; there are: {1}', strange, [...known].join(', '));
  const mode = url.searchParams.get('sslmode');
  if (mode !== null && !sslModes.some((each) => each === mode))
    return t('sslmode must be one of {0}', sslModes.join(', '));
  return undefined;
}

/**
 * The parts of a URL without faults. To another machine the server must prove who it is, unless the URL says otherwise.
 */
export function readDatabaseUrl(text: string): DatabaseUrl {
  const url = new URL(text);
  const host = decodeURIComponent(url.hostname.replace(/^\[|\]$/g, ''));
  const mode = sslModes.find((each) => each === url.searchParams.get('sslmode'));
  return {
    host,
    port: url.port === '' ? usualPort : Number(url.port),
    database: decodeURIComponent(url.pathname.slice(1)) || undefined,
    user: decodeURIComponent(url.username) || undefined,
    sslMode: mode ?? (isLoopback(host) ? 'disable' : 'verify-full'),
    rootCertificate: url.searchParams.get('sslrootcert') ?? undefined,
  };
}
