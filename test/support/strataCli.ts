import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { stopEndpoint } from '../../src/platform/connections/localEndpoint.ts';
import { tempFolder } from './tempFolder.ts';

export const cliMain = path.resolve(import.meta.dirname, '../../src/hosts/cli/main.ts');

export interface Answer {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StrataCli extends AsyncDisposable {
  /** The workspace folder. */
  readonly root: string;
  /** What the command finds around it: no AWS configuration but that of the workspace. */
  readonly env: NodeJS.ProcessEnv;
  /** `strata` as a person types it in the folder. */
  run(...args: readonly string[]): Promise<Answer>;
  /** The same, still running. */
  start(...args: readonly string[]): ChildProcess;
  /** Standard output of a command with --json that must succeed. */
  json<T>(...args: readonly string[]): Promise<T>;
}

/** The command line over a workspace folder of its own, without an endpoint at first; what it leaves is stopped. */
export function strataCli(): StrataCli {
  const folder = tempFolder('strata-cli');
  const env = cleanEnvironment(folder.path);
  const start = (...args: readonly string[]) =>
    spawn(process.execPath, [cliMain, ...args], { cwd: folder.path, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const run = (...args: readonly string[]) => answerOf(start(...args));
  return {
    root: folder.path,
    env,
    run,
    start,
    async json<T>(...args: readonly string[]) {
      const { code, stdout, stderr } = await run('--json', ...args);
      if (code !== 0) throw new Error(`strata ${args.join(' ')} ended with ${code}:\n${stderr}`);
      return JSON.parse(stdout) as T;
    },
    async [Symbol.asyncDispose]() {
      await stopEndpoint(folder.path, AbortSignal.timeout(60_000));
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** What a process wrote, once it has ended. */
export async function answerOf(child: ChildProcess): Promise<Answer> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, stdout, stderr };
}

function cleanEnvironment(folder: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^AWS_|^VITEST|^NODE_OPTIONS$/.test(name));
  return {
    ...Object.fromEntries(inherited),
    AWS_CONFIG_FILE: path.join(folder, 'aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'aws-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
