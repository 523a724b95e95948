import { cp } from 'node:fs/promises';
import path from 'node:path';

const samples = path.resolve(import.meta.dirname, '../../sample-workspace');

/** A folder of sample-workspace/. */
export type SamplePipeline = 'batch-datalake' | 'oltp-to-olap';

/** Copies pipelines of the sample workspace, without what an endpoint or a tool left in them, to a folder of a test's own. */
export async function copySamples(to: string, pipelines: readonly SamplePipeline[]): Promise<void> {
  const left = new Set(['.strata', 'target', 'logs', '__pycache__']);
  for (const pipeline of pipelines) {
    await cp(path.join(samples, pipeline), path.join(to, pipeline), {
      recursive: true,
      filter: (from) => !left.has(path.basename(from)),
    });
  }
}
