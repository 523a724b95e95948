/** SIGKILL while a Spark job runs, and a Java heap that is full. */
import { expect, test } from 'vitest';
import { startTestEndpoint } from '../support/endpoint.ts';
import { GlueLake } from '../support/glueLake.ts';
import { isGone } from '../support/isGone.ts';

/** A first run may have to make the environment. */
const patience = 280_000;

test.skipIf(process.platform === 'win32')(
  'a full heap is said; a killed endpoint leaves no JVM behind',
  { timeout: patience },
  async () => {
    await using endpoint = await startTestEndpoint();
    const lake = new GlueLake(endpoint);
    await lake.create();
    const settings = (name: string) => ({
      Command: { Name: 'glueetl', ScriptLocation: `s3://lake/scripts/${name}.py` },
      GlueVersion: '5.1',
      WorkerType: 'G.1X' as const,
      NumberOfWorkers: 2,
      ExecutionProperty: { MaxConcurrentRuns: 1 },
    });
    await lake.job(
      'greedy',
      `from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
kept = spark._jvm.java.util.ArrayList()
while True:
    kept.add(spark._jvm.java.nio.ByteBuffer.allocate(400_000_000))
`,
      settings('greedy'),
    );
    const greedy = await lake.until('greedy', await lake.start('greedy'), undefined, patience);
    expect(greedy.ErrorMessage).toMatch(/^Error Category: OUT_OF_MEMORY_ERROR; Failed Line Number: 5; .*heap/);

    await lake.job(
      'long',
      `import os, time
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
java = spark._jvm.java.lang.ProcessHandle.current().pid()
print("pids", os.getpid(), java, flush=True)
time.sleep(600)
`,
      settings('long'),
    );
    const id = await lake.start('long');
    const pidsOf = async () =>
      (await lake.lines('/aws-glue/jobs/output', id))
        .find((line) => line.startsWith('pids '))
        ?.split(' ')
        .slice(1);
    await expect.poll(pidsOf, { timeout: patience }).toHaveLength(2);
    const pids = (await pidsOf())!.map(Number);
    await endpoint.kill9();
    for (const pid of pids) expect(await isGone(pid)).toBe(true);
    await endpoint.restart();
    const run = await lake.until('long', id);
    expect(run.ErrorMessage).toMatch(/the local endpoint stopped while the run was going on/);
  },
);
