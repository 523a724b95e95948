import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { AppError } from '../../../../../core/appError.ts';
import type { Kernel } from '../../../../kernel.ts';
import { type ProcessGroup, startGroup } from '../../../../processes/processGroup.ts';
import { runEnvironment } from '../runEnvironment.ts';
import { argumentFile, javaOptions } from './javaOptions.ts';
import { sharedClasses } from './sharedClasses.ts';
import { sparkEnvironment } from './sparkEnvironment.ts';

/** In MiB; it reads a whole run into its memory. */
const heap = 1024;
/** It ends when nobody has looked at a page for so long. */
const idleSeconds = 600;
const graceMs = 2000;

/** Spark's history server, a process of its own. */
export interface HistoryServer {
  /** `http://127.0.0.1:40123` */
  readonly address: string;
  isRunning(): boolean;
  close(): Promise<void>;
}

/**
 * Starts one over a folder of event logs; it ends with the endpoint, and by itself when nobody looks at it.
 * @throws AppError `failed` with its last words, `runtime-missing`
 */
export async function startHistoryServer(kernel: Kernel, logs: string, signal: AbortSignal): Promise<HistoryServer> {
  const environment = await sparkEnvironment((message) => kernel.log.info(message), signal);
  const folder = path.join(kernel.folder.work, 'glue', `history-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  const archive = sharedClasses(environment.jars);
  const options = [
    ...(archive ? [`-XX:SharedArchiveFile=${archive}`] : []),
    ...Object.entries(properties(logs)).map(([name, value]) => `-D${name}=${value}`),
    ...javaOptions({ heap, temporary: folder, jars: environment.jars }),
  ];
  const file = path.join(folder, 'java.args');
  await writeFile(file, argumentFile(options));
  const group = await startGroup(environment.java, [`@${file}`, 'org.apache.spark.deploy.history.strata.History'], {
    cwd: folder,
    env: { ...runEnvironment(environment.python, folder, []), SPARK_LOCAL_IP: '127.0.0.1' },
    stdin: true,
  });
  const gone = group.ended.then(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  const close = async () => {
    await group.end(graceMs);
    await gone;
  };
  signal.addEventListener('abort', () => void close(), { once: true });
  return { address: `http://127.0.0.1:${await portOf(group)}`, isRunning: group.isRunning, close };
}

/** https://spark.apache.org/docs/3.5.6/monitoring.html#spark-history-server-configuration-options */
function properties(logs: string): Record<string, string> {
  return {
    'spark.history.fs.logDirectory': pathToFileURL(logs).href,
    'spark.history.fs.update.interval': '2s',
    'spark.history.ui.port': '0',
    'spark.ui.filters': 'org.apache.spark.deploy.history.strata.Visits',
    'strata.history.idleSeconds': String(idleSeconds),
  };
}

/** The port, which is the first line that it prints. */
async function portOf(group: ProcessGroup): Promise<number> {
  const said: string[] = [];
  createInterface({ input: group.stderr }).on('line', (line) => {
    said.push(line);
    if (said.length > 15) said.shift();
  });
  const port = await new Promise<number | undefined>((resolve) => {
    createInterface({ input: group.stdout }).on('line', (line) => resolve(Number(line)));
    void group.ended.then(() => resolve(undefined));
  });
  if (port === undefined) throw new AppError('failed', `Spark's history server did not start.\n${said.join('\n')}`);
  return port;
}
