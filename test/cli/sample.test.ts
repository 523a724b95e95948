import { cp } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LogEvent } from '../../src/core/logEvent.ts';
import type { Run, RunRef } from '../../src/core/run.ts';
import type { Deployment } from '../../src/platform/workspace/deployPipeline.ts';
import { expectedSales } from '../pipelines/expectedSales.ts';
import { type StrataCli, strataCli } from '../support/strataCli.ts';

const sample = path.resolve(import.meta.dirname, '../../sample-workspace/batch-datalake');
const expected = expectedSales(path.join(sample, 'raw/ventas'));

let strata: StrataCli;
let outputs: Deployment['outputs'];
beforeAll(async () => {
  strata = strataCli();
  await cp(sample, path.join(strata.root, 'lake'), { recursive: true });
  await strata.run('up');
  // Only what this test starts is to run.
  outputs = (await strata.json<Deployment>('deploy', 'lake', '--parameter', 'ScheduleState=DISABLED')).outputs;
});
afterAll(() => strata?.[Symbol.asyncDispose]());

const day = '2025-06-02';
const clean = `SELECT count(*) AS orders, sum(cantidad) AS units FROM ventas WHERE fecha_pedido = '${day}'`;
const query = (sql: string, ...options: string[]) =>
  strata.run('query', sql, '--database', outputs.DatabaseName ?? '', ...options);

describe('the sample from the command line', { timeout: 400_000 }, () => {
  test('its machine runs, with the lines of its job on the way', async () => {
    const { code, stdout, stderr } = await strata.run('run', 'stepfunctions', 'ventas-lake-diario', '--follow');
    expect([code, stderr]).toEqual([0, expect.stringContaining('Lote procesado: succeeded')]);
    expect(stdout).toMatch(/INFO ventas_2025-06-02\.csv: \d+ filas/);
  });

  test('its table is listed and queried', async () => {
    const database = outputs.DatabaseName ?? '';
    expect((await strata.json<{ name: string }[]>('tables')).map(({ name }) => name)).toContain(database);
    expect((await strata.json<{ name: string }[]>('tables', database)).map(({ name }) => name)).toEqual(['ventas']);
    const figures = expected.byDate.get(day)!;
    const asJson = await query(clean, '--json');
    expect([asJson.code, JSON.parse(asJson.stdout)]).toEqual([0, [{ orders: figures.orders, units: figures.units }]]);
    expect((await query(clean, '--format', 'csv')).stdout).toBe(`orders,units\n${figures.orders},${figures.units}\n`);
    const regions = await query('SELECT DISTINCT region FROM ventas ORDER BY region', '--limit', '2', '--json');
    expect(JSON.parse(regions.stdout)).toEqual([{ region: 'Amazonía' }, { region: 'Andina' }]);
  });

  test('a query that cannot be answered says where it is wrong', async () => {
    const column = await query('SELECT precio FROM ventas');
    expect(column).toMatchObject({ code: 1, stderr: expect.stringContaining("line 1:8: Column 'precio'") });
    const table = await query('SELECT * FROM compras', '--json');
    expect(JSON.parse(table.stderr)).toEqual({
      error: {
        code: 'not-found',
        message: expect.stringContaining('TABLE_NOT_FOUND'),
        hint: expect.stringContaining('strata tables'),
      },
    });
    expect(await strata.run('tables', 'nowhere')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nowhere not found'),
    });
    expect((await query('SELECT 1', '--engine', 'presto')).stderr).toContain('There are: athena, redshift');
  });

  test('its crawler runs alone', async () => {
    const { code, stdout, stderr } = await strata.run('run', 'crawler', outputs.CrawlerName ?? '', '--follow');
    expect([code, stderr]).toEqual([0, expect.stringContaining('COMPLETED')]);
    expect(stdout).toContain('has finished running');
  });

  test('its job fails on a broken file, with the reason, and the log is there afterwards', async () => {
    await cp(path.join(sample, 'broken'), path.join(strata.root, 'lake/raw/ventas'), { recursive: true });
    await strata.run('deploy', 'lake');
    const { code, stdout, stderr } = await strata.run('run', 'glue', outputs.JobName ?? '', '--follow');
    expect([code, stderr]).toEqual([1, expect.stringContaining(`${outputs.JobName} ended as FAILED.`)]);
    expect(stdout).toContain('ventas_2025-06-05.csv');
    const runs = await strata.json<Run[]>('runs');
    const failed = runs.find(({ ref, state }) => ref.service === 'glue-jobs' && state === 'failed')!;
    const afterwards = await strata.run('logs', failed.ref.id, '--follow');
    expect([afterwards.code, afterwards.stdout]).toEqual([0, expect.stringContaining('Traceback')]);
    const events = (await strata.run('logs', failed.ref.id, '--json')).stdout.trimEnd().split('\n');
    expect(events.map((line) => (JSON.parse(line) as LogEvent).message).join('\n')).toContain('ventas_2025-06-05.csv');
  });

  test('a job is started with arguments, and stopped', async () => {
    const input = '{"--marca": "x y"}';
    const ref = await strata.json<RunRef>('run', 'glue', outputs.JobName ?? '', '--input', input);
    expect(await strata.json<RunRef>('stop', ref.id)).toEqual(ref);
    expect((await strata.run('logs', ref.id, '--follow')).code).toBe(0);
    const run = (await strata.json<Run[]>('runs')).find((each) => each.ref.id === ref.id);
    expect(run).toMatchObject({ state: 'stopped' });
    expect(JSON.stringify(run)).toContain('x y');
    const wrong = await strata.run('run', 'glue', outputs.JobName ?? '', '--input', '["--marca"]');
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('arguments') });
  });

  test('the map says what makes what, how each is, and what a failure hits', async () => {
    const { stdout } = await strata.run('map');
    // The run before was stopped, so that the table is not as new as it should be.
    expect(stdout).toMatch(/ventas-lake-clean-sales · Glue job · Stopped · /);
    expect(stdout).toMatch(/Ventas · Cube · HIT by ventas-lake-clean-sales/);
    expect(stdout).toMatch(/ventas_lake\.ventas · Catalog table · .* · [\d,]+ rows/);
    expect(stdout).toContain('ventas-lake-diario · State machine · Succeeded');
    expect((await strata.run('map', '--format', 'mermaid')).stdout).toMatch(/^flowchart LR\n/);
    expect((await strata.run('map', '--format', 'svg')).stdout).toMatch(/^<svg /);
    const above = await strata.json<{ nodes: { label: string }[] }>('map', '--upstream', 'cube://ventas');
    expect(above.nodes.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['raw/ventas/', 'ventas_lake.ventas']),
    );
    expect(await strata.run('map', '--downstream', 'nowhere')).toMatchObject({ code: 1 });

    const env = (await strata.run('env', '--shell', 'dotenv')).stdout;
    const exported = (name: string) => new RegExp(`^${name}="?([^"\\n]+)"?$`, 'm').exec(env)?.[1] ?? '';
    expect(exported('OPENLINEAGE_URL')).toBe(exported('AWS_ENDPOINT_URL'));
    const report = (key: string) =>
      fetch(`${exported('OPENLINEAGE_URL')}/api/v1/lineage`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify({
          eventTime: new Date().toISOString(),
          eventType: 'FAIL',
          producer: 'urn:test',
          run: { runId: 'a' },
          job: { namespace: 'reports', name: 'share' },
          inputs: [{ namespace: 'arn:aws:glue:us-east-1:000000000000', name: `table/${outputs.DatabaseName}/ventas` }],
          outputs: [{ namespace: 's3://partner', name: 'share/ventas' }],
        }),
      });
    expect((await report('wrong')).status).toBe(401);
    expect((await report(exported('OPENLINEAGE_API_KEY'))).status).toBe(201);
    const failed = (await strata.run('map', '--failed')).stdout;
    expect(failed).toMatch(/share · Job · Failed[\s\S]*share\/ventas · Folder in S3 · HIT by share/);
    expect(failed).not.toContain('raw/ventas/');
  });
});
