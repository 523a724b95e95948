import { rmSync } from 'node:fs';
import { type InstanceLogin, instanceLoginFile } from '../../../runtimes/instanceLogin.ts';
import type { Kernel } from '../../kernel.ts';
import { writeFileAtomically } from '../../state/writeFileAtomically.ts';
import { host, instancesIn } from './instance.ts';

/** Tells tools of the user's own (`strata env`) how to sign in to the oldest instance that is there. */
export function writeLoginFile(kernel: Kernel): void {
  const [first] = kernel.store
    .regionsOf('rds.instance')
    .flatMap((region) => [...instancesIn(kernel, region).all()].map(({ value }) => value))
    .filter(({ status, port }) => port !== 0 && status !== 'failed' && status !== 'deleting')
    .sort((a, b) => a.created - b.created);
  const file = instanceLoginFile(kernel.folder.root);
  if (!first) {
    rmSync(file, { force: true });
    return;
  }
  const login: InstanceLogin = {
    host,
    port: first.port,
    user: first.masterUser,
    password: first.masterPassword,
    database: first.database ?? 'postgres',
  };
  writeFileAtomically(file, `${JSON.stringify(login, undefined, 2)}\n`, 0o600);
}
