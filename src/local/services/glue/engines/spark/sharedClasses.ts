import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installOnce } from '../../../../../runtimes/installOnce.ts';
import { runProgram } from '../../../../../runtimes/runProgram.ts';
import { argumentFile, javaOptions } from './javaOptions.ts';
import type { SparkEnvironment } from './sparkEnvironment.ts';

const trainingHeap = 1024;
const archiveName = 'spark.jsa';

/** The archive of loaded classes that goes with an environment's jars, if it was made. */
export function sharedClasses(jars: readonly string[]): string | undefined {
  const file = path.join(folderOf(jars), archiveName);
  return existsSync(path.join(folderOf(jars), '.complete')) ? file : undefined;
}

/**
 * Lets Java keep the classes that Spark jobs load in an archive, from which later JVMs map them: they start in half the
 * time. Made once, with the lowest priority, as everything runs without it too.
 * https://docs.oracle.com/en/java/javase/17/vm/class-data-sharing.html
 */
export async function makeSharedClasses({ java, jars }: SparkEnvironment, signal: AbortSignal): Promise<void> {
  await installOnce(
    folderOf(jars),
    async (folder) => {
      const base = path.join(folder, 'java.jsa');
      const temporary = path.join(folder, 'training');
      const options = path.join(folder, 'training.args');
      const env = { ...process.env, SPARK_LOCAL_IP: '127.0.0.1' };
      const run = (args: readonly string[]) => runProgram(...lowly(java, args), { env, cwd: temporary }, signal);
      await mkdir(temporary, { recursive: true });
      await run(['-Xshare:dump', `-XX:SharedArchiveFile=${base}`, '-Xlog:disable']);
      await writeFile(options, argumentFile(javaOptions({ heap: trainingHeap, temporary, jars })));
      const archives = [`-XX:SharedArchiveFile=${base}`, `-XX:ArchiveClassesAtExit=${path.join(folder, archiveName)}`];
      const places = [`-Dspark.local.dir=${temporary}`, `-Dstrata.progress=${path.join(temporary, 'progress.log')}`];
      await run([...archives, ...places, `@${options}`, 'org.apache.spark.strata.Training']);
      await rm(temporary, { recursive: true, force: true });
    },
    { signal },
  );
}

/** Beside the environment, whose own jar is the first. */
function folderOf(jars: readonly string[]): string {
  return `${path.dirname(jars[0] ?? '')}-classes`;
}

function lowly(file: string, args: readonly string[]): [string, readonly string[]] {
  return process.platform === 'win32' ? [file, args] : ['nice', ['-n', '19', file, ...args]];
}
