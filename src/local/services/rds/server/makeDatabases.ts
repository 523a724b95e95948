/** The files of a new instance: a database cluster with the roles that RDS has. */
import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { quoteName, quoteText } from '../../../../core/sqlQuoting.ts';
import { runProgram } from '../../../../runtimes/runProgram.ts';
import type { PostgresMajor } from '../engineVersions.ts';
import { asServerUser } from './asServerUser.ts';
import type { PostgresPrograms } from './postgresPrograms.ts';
import { singleUser } from './singleUser.ts';

export interface NewDatabases {
  readonly major: PostgresMajor;
  readonly masterUser: string;
  readonly masterPassword: string;
  /** Beside `postgres`, which every instance has. */
  readonly database?: string | undefined;
}

/** The owner of all that RDS itself made, as on AWS; nobody signs in as this one. */
export const ownerRole = 'rdsadmin';

/**
 * Makes the files beside and then renames the folder: it is whole or not there.
 * @param folder of the instance; the files lie in `data` below it
 */
export async function makeDatabases(
  folder: string,
  programs: PostgresPrograms,
  wanted: NewDatabases,
  signal: AbortSignal,
): Promise<void> {
  const data = path.join(folder, 'data.new');
  await rm(data, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const passwordFile = path.join(folder, 'password');
  await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  try {
    const { file, args } = asServerUser(programs.initdb, [
      ...['-D', data, '-U', ownerRole, '--pwfile', passwordFile, '--auth', 'scram-sha-256', '--encoding', 'UTF8'],
      ...localeArguments(wanted.major),
    ]);
    await runProgram(file, args, {}, signal);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await singleUser(programs, data, 'postgres', roles(wanted), signal);
  await rename(data, path.join(folder, 'data'));
}

/** Text of any language is folded to upper and lower case; order is that of code points. */
function localeArguments(major: PostgresMajor): readonly string[] {
  if (major === '18') return ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  if (process.platform === 'win32') return ['--locale=C'];
  return [process.platform === 'darwin' ? '--locale=en_US.UTF-8' : '--locale=C.UTF-8'];
}

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.html */
function roles({ masterUser, masterPassword, database }: NewDatabases): readonly string[] {
  const master = quoteName(masterUser);
  return [
    'CREATE ROLE rds_superuser NOLOGIN',
    'CREATE ROLE rds_replication NOLOGIN',
    'CREATE ROLE rds_iam NOLOGIN',
    'CREATE ROLE rds_password NOLOGIN',
    'GRANT pg_monitor, pg_signal_backend, pg_checkpoint TO rds_superuser WITH ADMIN OPTION',
    'GRANT rds_replication TO rds_superuser WITH ADMIN OPTION',
    `CREATE ROLE ${master} LOGIN CREATEDB CREATEROLE REPLICATION PASSWORD ${quoteText(masterPassword)} VALID UNTIL 'infinity'`,
    `GRANT rds_superuser TO ${master} WITH ADMIN OPTION`,
    // On AWS everything in `public` of a new database may be made by its owner, who is the master user.
    `ALTER DATABASE postgres OWNER TO ${master}`,
    ...(database === undefined || database === 'postgres'
      ? []
      : [`CREATE DATABASE ${quoteName(database)} OWNER ${master}`]),
  ];
}
