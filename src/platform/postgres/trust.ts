/** Which servers are believed: https://www.postgresql.org/docs/current/libpq-ssl.html */
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { DatabaseServer } from './databaseServer.ts';

/**
 * As the driver takes it: false without TLS. Beside the system's authorities those of the server's own file are
 * believed, else of PGSSLROOTCERT, else of `~/.postgresql/root.crt`, as libpq does.
 * @throws AppError `not-found` when a file that was named cannot be read
 */
export async function tlsOptions(server: DatabaseServer): Promise<false | tls.ConnectionOptions> {
  const { sslMode, host } = server;
  if (sslMode === 'disable') return false;
  if (sslMode === 'require') return { rejectUnauthorized: false };
  return {
    rejectUnauthorized: true,
    ca: [...systemAuthorities(), ...(await ownAuthorities(server))],
    ...(sslMode === 'verify-ca' ? { checkServerIdentity: () => undefined } : { servername: host }),
  };
}

/** Those that the editor's Node brings where it cannot ask the system. */
function systemAuthorities(): readonly string[] {
  const bundled = tls.rootCertificates;
  return 'getCACertificates' in tls ? [...bundled, ...tls.getCACertificates('system')] : bundled;
}

async function ownAuthorities({ rootCertificate }: DatabaseServer): Promise<readonly string[]> {
  const named = rootCertificate ?? (process.env.PGSSLROOTCERT || undefined);
  const usual = path.join(os.homedir(), '.postgresql', 'root.crt');
  if (named === 'system') return [];
  try {
    return [await readFile(named ?? usual, 'utf8')];
  } catch (error) {
    if (named === undefined) return [];
    throw new AppError('not-found', t('The certificates in {0} cannot be read.', named), { cause: error });
  }
}
