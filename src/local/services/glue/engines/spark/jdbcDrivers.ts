import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pythonEnvironment } from '../../../../../runtimes/pythonEnvironment.ts';
import { runtimeFile } from '../../runtimeFile.ts';

const driver = {
  file: 'postgresql-42.7.4.jar',
  /** Of the file as the PostgreSQL project publishes it. */
  sha256: '188976721ead8e8627eb6d8389d500dccc0c9bebd885268a3047180274a6031e',
};

/**
 * Jars of the JDBC drivers that Glue has built in and that may be handed on: PostgreSQL's. A job that reads no database
 * runs without: what hinders is reported, and read_jdbc says what to do.
 * https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-connect-jdbc-home.html
 */
export async function jdbcDrivers(onProgress: (message: string) => void, signal: AbortSignal): Promise<string[]> {
  const lockFile = runtimeFile('jdbc/requirements.txt');
  try {
    const python = await pythonEnvironment({ name: 'glue-jdbc', lockFile, onProgress }, signal);
    const jar = await find(path.dirname(path.dirname(python)), driver.file);
    const sha256 = createHash('sha256')
      .update(await readFile(jar))
      .digest('hex');
    if (sha256 !== driver.sha256) throw new Error(`${jar} is not the driver that the PostgreSQL project publishes.`);
    return [jar];
  } catch (error) {
    signal.throwIfAborted();
    onProgress(`PostgreSQL's JDBC driver is not there: ${(error as Error).message}`);
    return [];
  }
}

/** @throws Error when the environment has no such file */
async function find(folder: string, name: string): Promise<string> {
  const files = await readdir(folder, { recursive: true });
  const found = files.find((file) => path.basename(file) === name);
  if (found === undefined) throw new Error(`${folder} has no ${name}.`);
  return path.join(folder, found);
}
