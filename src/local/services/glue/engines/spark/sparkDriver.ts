import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Kernel } from '../../../../kernel.ts';
import { type ProcessGroup, startGroup } from '../../../../processes/processGroup.ts';
import { runtimeFile } from '../../runtimeFile.ts';
import { runEnvironment } from '../runEnvironment.ts';
import { argumentFile, javaOptions } from './javaOptions.ts';
import { sharedClasses } from './sharedClasses.ts';
import { baseConf, eventsFolder } from './sparkConf.ts';
import type { SparkEnvironment } from './sparkEnvironment.ts';

/** What cannot be changed any more once a driver's JVM has started. */
export interface DriverSettings {
  readonly region: string;
  readonly cores: number;
  /** In MiB. */
  readonly heap: number;
  /** Jars of the run's own. */
  readonly extraJars: readonly string[];
}

/** A job as the driver takes it from its standard input. */
export interface DriverJob {
  readonly script: string;
  readonly argv: readonly string[];
  readonly folder: string;
  /** What goes on Python's path, first the script's own folder. */
  readonly path: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Spark's properties over those that the driver started with. */
  readonly conf: Readonly<Record<string, string>>;
  /** The file in which it says why the script failed. */
  readonly failure: string;
  /** The file in which it leaves the address of the Spark UI. */
  readonly ui: string;
}

/** A Python process and its JVM: waits for one job, runs it and ends; ends too when the endpoint does. */
export interface SparkDriver {
  readonly group: ProcessGroup;
  readonly folder: string;
  /** The file to which it adds how far the stages have come, a line each time. */
  readonly progress: string;
  /** To be called once. */
  run(job: DriverJob): void;
  /** Removes what it left on disk; to be called when the group has ended. */
  clean(): Promise<void>;
}

/**
 * @param mark `NAME=value` in the environment of all its processes, by which a later endpoint finds them
 * @param standby starts Spark before there is a job
 */
export async function startDriver(
  kernel: Kernel,
  environment: SparkEnvironment,
  settings: DriverSettings,
  mark: string,
  standby: boolean,
): Promise<SparkDriver> {
  const folder = path.join(kernel.folder.work, 'glue', `driver-${randomUUID()}`);
  await mkdir(path.join(folder, 'tmp'), { recursive: true });
  await mkdir(path.join(folder, eventsFolder));
  const place = (name: string) => path.join(folder, name);
  const conf = baseConf(
    { folder, buckets: kernel.folder.buckets, python: environment.python },
    settings.cores,
    path.join,
  );
  const jars = [...environment.jars, ...settings.extraJars];
  const options = javaOptions({ heap: settings.heap, temporary: place('tmp'), jars });
  const archive = sharedClasses(environment.jars);
  await writeFile(place('conf.json'), JSON.stringify(conf));
  await writeFile(
    place('java.args'),
    argumentFile([...(archive ? [`-XX:SharedArchiveFile=${archive}`] : []), ...options]),
  );
  await writeFile(
    place('settings.json'),
    JSON.stringify({
      java: environment.java,
      options: place('java.args'),
      heap: `${settings.heap} MiB`,
      conf: place('conf.json'),
      folder,
      standby,
    }),
  );
  const [name, value] = mark.split('=') as [string, string];
  const env = {
    ...runEnvironment(environment.python, folder, []),
    SPARK_LOCAL_IP: '127.0.0.1',
    [name]: value,
    ...kernel.childEnvironment(settings.region),
  };
  const args = ['-u', runtimeFile('spark/driver'), place('settings.json')];
  const group = await startGroup(environment.python, args, { cwd: folder, env, stdin: true });
  return {
    group,
    folder,
    progress: place('progress.log'),
    run: (job) => void group.stdin?.write(`${JSON.stringify(job)}\n`),
    clean: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}
