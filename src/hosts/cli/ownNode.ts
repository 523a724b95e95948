import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Node has SQLite without a flag since then. https://nodejs.org/docs/latest-v22.x/api/sqlite.html */
const least = [22, 13] as const;

/**
 * The exit code of this very command, run again by the Node that a checkout brings, when the one that runs now is too
 * old for the local endpoint; undefined when it is not.
 */
export function runOnOwnNode(): number | undefined {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > least[0] || (major === least[0] && minor >= least[1])) return undefined;
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const own = path.resolve(import.meta.dirname, '../../node_modules/node/bin', program);
  if (!existsSync(own)) {
    process.stderr.write(`Strata needs Node ${least.join('.')} or later; this is ${process.versions.node}.\n`);
    return 1;
  }
  // Ctrl+C reaches the whole process group: the child ends as it should, and this process after it.
  process.on('SIGINT', () => {});
  return spawnSync(own, process.argv.slice(1), { stdio: 'inherit' }).status ?? 1;
}
