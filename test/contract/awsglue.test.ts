/** The awsglue library over a real Spark: the cases in test/glue/cases, all in one process, each a test of its own. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { sparkEnvironment } from '../../src/local/services/glue/engines/spark/sparkEnvironment.ts';
import { startTestEndpoint } from '../support/endpoint.ts';
import { tempFolder } from '../support/tempFolder.ts';

const folder = path.resolve(import.meta.dirname, '../glue');
const library = path.resolve(import.meta.dirname, '../../src/local/services/glue/runtime/python');

const modules = readdirSync(path.join(folder, 'cases'))
  .filter((file) => file.endsWith('.py'))
  .map((file) => ({
    name: path.basename(file, '.py'),
    cases: [...readFileSync(path.join(folder, 'cases', file), 'utf8').matchAll(/^def (test_\w+)/gm)].map(
      ([, name = '']) => name,
    ),
  }));

interface Outcome {
  readonly case: string;
  readonly error: string | null;
}
const outcomes = new Map<string, Outcome>();
let said = '';

beforeAll(async () => {
  await using endpoint = await startTestEndpoint();
  // Derby leaves a log where it is started.
  await using place = tempFolder('strata-awsglue');
  const { python, java } = await sparkEnvironment(() => {}, new AbortController().signal);
  const settings = {
    'spark.ui.enabled': 'false',
    'spark.ui.showConsoleProgress': 'false',
    'spark.sql.shuffle.partitions': '2',
    'spark.sql.session.timeZone': 'UTC',
    // The data is a handful of rows: compiling and replanning would take longer than running.
    'spark.sql.codegen.wholeStage': 'false',
    'spark.sql.adaptive.enabled': 'false',
  };
  const conf = Object.entries(settings).map(([name, value]) => `--conf ${name}=${value}`);
  const child = spawn(python, ['-W', 'ignore', path.join(folder, 'run_cases.py'), '3'], {
    cwd: place.path,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...endpoint.env,
      JAVA_HOME: path.resolve(java, '../..'),
      PYTHONPATH: library,
      PYTHONUTF8: '1',
      PYTHONDONTWRITEBYTECODE: '1',
      PYSPARK_PYTHON: python,
      PYSPARK_SUBMIT_ARGS: `--master local[2] --driver-memory 1g ${conf.join(' ')} pyspark-shell`,
      SPARK_LOCAL_IP: '127.0.0.1',
    },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-20_000);
    });
  }
  for await (const line of createInterface({ input: child.stdio[3] as Readable })) {
    const outcome = JSON.parse(line) as Outcome;
    outcomes.set(outcome.case, outcome);
  }
}, 900_000);

describe.each(modules)('$name', ({ name, cases }) => {
  test.each(cases)('%s', (each) => {
    const outcome = outcomes.get(`${name}.${each}`);
    expect(outcome, `The process ended before this case. It said:\n${said}`).toBeDefined();
    expect(outcome?.error ?? '').toBe('');
  });
});
