/** PostgreSQL's programs refuse to run as root, as whom endpoints in containers and build machines often run. */
import { existsSync } from 'node:fs';
import { AppError } from '../../../../core/appError.ts';

export interface ProgramCall {
  readonly file: string;
  readonly args: readonly string[];
}

/** nobody, whom every Linux has. */
const serverUser = '65534';
const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => existsSync(file));

/**
 * How a program of PostgreSQL's is started. On Linux it ends with the endpoint, however that ends. For root it runs as
 * another user, who may still reach the files below root's own folders.
 * @throws AppError `runtime-missing` for root on a machine without setpriv
 */
export function asServerUser(file: string, args: readonly string[]): ProgramCall {
  const isRoot = process.getuid?.() === 0;
  if (setpriv === undefined) {
    if (!isRoot) return { file, args };
    throw new AppError('runtime-missing', 'PostgreSQL does not run as root, and this machine has no setpriv.', {
      hint: 'Install util-linux, or start the endpoint as another user.',
    });
  }
  // An interrupt is PostgreSQL's fast shutdown: clients are turned away, and what is committed is kept.
  const own = ['--pdeathsig', 'SIGINT'];
  const other = [
    `--reuid=${serverUser}`,
    `--regid=${serverUser}`,
    '--clear-groups',
    // Without it access(2), by which the programs look for each other, would not know of the capability.
    '--securebits=+no_setuid_fixup',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
  ];
  return { file: setpriv, args: [...own, ...(isRoot ? other : []), file, ...args] };
}
