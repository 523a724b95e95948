import path from 'node:path';
import { pythonEnvironment } from '../../src/runtimes/pythonEnvironment.ts';

/** A Python with boto3, awswrangler, the aws CLI, moto, pandas and pyarrow, of the versions locked beside this file. */
export async function testPython(signal: AbortSignal = new AbortController().signal): Promise<string> {
  return await pythonEnvironment(
    {
      name: 'test',
      lockFile: path.join(import.meta.dirname, 'requirements.txt'),
      onProgress: (message) => process.env.STRATA_TEST_PROGRESS && process.stderr.write(`${message}\n`),
    },
    signal,
  );
}
