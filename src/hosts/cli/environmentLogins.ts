import type { DatabaseLogin, DatabaseLogins, DatabaseServer } from '../../platform/postgres/databaseServer.ts';
import { passwordFromFile } from './passFile.ts';

/**
 * Logins as libpq finds them: PGUSER and PGPASSWORD, or a password file. PGHOST and PGPORT say which server the
 * variables are for; another one is not told them.
 */
export function environmentLogins(env: NodeJS.ProcessEnv = process.env): DatabaseLogins {
  return {
    hint: 'Set PGUSER and PGPASSWORD, or write the password into a file that PGPASSFILE names (or ~/.pgpass).',
    async find(server, database): Promise<DatabaseLogin | undefined> {
      const meant = isMeant(server, env);
      const user = server.user ?? (meant ? env.PGUSER : undefined);
      const own = meant && env.PGPASSWORD ? { user: env.PGUSER || user, password: env.PGPASSWORD } : undefined;
      if (own?.user) return { user: own.user, password: own.password };
      if (!user) return undefined;
      const { host, port } = server;
      const password = passwordFromFile({ host, port, database, user }, env);
      return password === undefined ? undefined : { user, password };
    },
    async forget() {},
  };
}

function isMeant({ host, port }: DatabaseServer, { PGHOST, PGPORT }: NodeJS.ProcessEnv): boolean {
  return (!PGHOST || PGHOST === host) && (!PGPORT || PGPORT === String(port));
}
