import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { type EndpointFile, endpointFileSchema } from '../../src/core/endpointFile.ts';
import { tempFolder } from './tempFolder.ts';

const main = path.resolve(import.meta.dirname, '../../src/local/main.ts');

export interface TestEndpoint extends AsyncDisposable {
  readonly file: EndpointFile;
  readonly state: string;
  /** For the SDK's clients. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly forcePathStyle: true;
    readonly disableHostPrefix: true;
    readonly maxAttempts: 1;
  };
  /** For boto3, awswrangler and the aws CLI. */
  readonly env: Readonly<Record<string, string>>;
  /** What it has logged so far. */
  readonly log: () => string;
  /** SIGKILL: no chance to tidy up. */
  kill9(): Promise<void>;
  /** Starts it again over the same state. */
  restart(): Promise<void>;
}

/**
 * The real endpoint in a process of its own, over a folder that is removed at the end.
 * @param options.state its folder, kept by the caller
 * @param options.program a bundle of it instead of its sources
 */
export async function startTestEndpoint(
  options: { readonly state?: string; readonly program?: string } = {},
): Promise<TestEndpoint> {
  const program = options.program ?? main;
  const folder = options.state === undefined ? tempFolder('strata-endpoint') : undefined;
  const state = options.state ?? path.join(folder?.path ?? '', '.strata');
  let log = '';
  const keep = (text: string) => {
    log = (log + text).slice(-100_000);
  };
  let running = await launch(program, state, keep, () => log);
  return {
    get file() {
      return running.file;
    },
    get client() {
      const { url, region, accessKeyId, secretAccessKey } = running.file;
      const credentials = { accessKeyId, secretAccessKey };
      return {
        endpoint: url,
        region,
        credentials,
        forcePathStyle: true,
        disableHostPrefix: true,
        maxAttempts: 1,
      } as const;
    },
    get env() {
      const { url, region, accessKeyId, secretAccessKey } = running.file;
      return {
        AWS_ENDPOINT_URL: url,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_REGION: region,
        AWS_DEFAULT_REGION: region,
        AWS_DISABLE_HOST_PREFIX_INJECTION: 'true',
      };
    },
    state,
    log: () => log,
    async kill9() {
      await end(running.child, 'SIGKILL');
    },
    async restart() {
      await end(running.child, 'SIGTERM');
      running = await launch(program, state, keep, () => log);
    },
    async [Symbol.asyncDispose]() {
      await end(running.child, 'SIGTERM');
      await folder?.[Symbol.asyncDispose]();
    },
  };
}

async function launch(
  program: string,
  state: string,
  keep: (text: string) => void,
  logSoFar: () => string,
): Promise<{ child: ChildProcess; file: EndpointFile }> {
  const child = spawn(process.execPath, [program, '--state', state], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr.on('data', (data: Buffer) => keep(data.toString()));
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', () => resolve());
    child.once('exit', (code) => reject(new Error(`the endpoint ended with ${code}:\n${logSoFar()}`)));
  });
  const text = await readFile(path.join(state, 'endpoint.json'), 'utf8');
  return { child, file: endpointFileSchema.parse(JSON.parse(text)) };
}

async function end(child: ChildProcess, how: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill(how);
  const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(late);
}
