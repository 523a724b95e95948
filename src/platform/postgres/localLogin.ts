import path from 'node:path';
import { stateFolderName } from '../../core/endpointFile.ts';
import { readInstanceLogin } from '../../runtimes/instanceLogin.ts';
import type { Ctx } from '../ctx.ts';
import type { DatabaseLogin } from './databaseServer.ts';

/** How the local endpoint's instance at a host and port is signed in to, where it is the one that the endpoint tells of. */
export function localInstanceLogin(
  { workspace: { root } }: Ctx,
  host: string,
  port: number,
): DatabaseLogin | undefined {
  const login = root === undefined ? undefined : readInstanceLogin(path.join(root, stateFolderName));
  return login && login.host === host && login.port === port ? login : undefined;
}
