/** The adapter for QuickSight, against the local endpoint, which really imports, and moto, which keeps some of the books. */
import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  CreateDashboardCommand,
  CreateDataSetCommand,
  type CreateDataSetCommandInput,
  CreateDataSourceCommand,
  QuickSightClient,
} from '@aws-sdk/client-quicksight';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NodeAddress } from '../../../src/core/node.ts';
import { grant } from '../../../src/platform/createCtx.ts';
import { servicePython } from '../../../src/platform/servicePython.ts';
import { quickSight } from '../../../src/services/quicksight/quickSight.ts';
import { runtimeFile } from '../../../src/services/quicksight/runtimeFile.ts';
import {
  type AdapterSides,
  act,
  below,
  bothSides,
  expectRefusals,
  found,
  pagesBelow,
  restrictions,
  rootOf,
  runOf,
  runPages,
  signal,
  startAdapterSides,
  textOf,
  toTheEnd,
  type Which,
} from '../../support/adapterSides.ts';

let sides: AdapterSides;
beforeAll(async () => {
  sides = await startAdapterSides();
  for (const which of bothSides) await prepareSide(which);
});
afterAll(() => sides?.[Symbol.asyncDispose]());

const clientOf = (which: Which) => new QuickSightClient(sides.sdk(which));
const group = (kind: 'data-sets' | 'data-sources' | 'dashboards'): NodeAddress => ({
  kind: `quicksight.${kind}`,
  path: [],
});
const setAt = (id: string): NodeAddress => ({ kind: 'quicksight.data-set', path: [id] });

async function accountOf(which: Which): Promise<{ AwsAccountId: string | undefined }> {
  const { Account } = await new STSClient(sides.sdk(which)).send(new GetCallerIdentityCommand({}));
  return { AwsAccountId: Account };
}

/** A data source over a file of S3, and a dashboard. */
async function prepareSide(which: Which): Promise<void> {
  const s3 = new S3Client(sides.sdk(which));
  await s3.send(new CreateBucketCommand({ Bucket: 'files' }));
  const manifest = { fileLocations: [{ URIs: ['s3://files/sales.csv'] }] };
  await s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'm.json', Body: JSON.stringify(manifest) }));
  await s3.send(
    new PutObjectCommand({ Bucket: 'files', Key: 'sales.csv', Body: 'region,amount\nLima,1.5\nCusco,none\n' }),
  );
  const account = await accountOf(which);
  const DataSourceParameters = { S3Parameters: { ManifestFileLocation: { Bucket: 'files', Key: 'm.json' } } };
  const source = { ...account, DataSourceId: 'files', Name: 'Files', Type: 'S3' as const, DataSourceParameters };
  await clientOf(which).send(new CreateDataSourceCommand(source));
  await clientOf(which).send(new CreateDashboardCommand({ ...account, DashboardId: 'board', Name: 'Board' }));
}

async function makeSet(which: Which, id: string, more: Partial<CreateDataSetCommandInput> = {}): Promise<NodeAddress> {
  const account = await accountOf(which);
  const S3Source = {
    DataSourceArn: `arn:aws:quicksight:us-east-1:${account.AwsAccountId}:datasource/files`,
    InputColumns: [
      { Name: 'region', Type: 'STRING' as const },
      { Name: 'amount', Type: 'DECIMAL' as const },
    ],
  };
  const input = {
    ...account,
    DataSetId: id,
    Name: `Sales ${id}`,
    PhysicalTableMap: { s: { S3Source } },
    ImportMode: 'SPICE' as const,
  };
  await clientOf(which).send(new CreateDataSetCommand({ ...input, ...more }));
  return setAt(id);
}

describe.each(bothSides)('%s', (which) => {
  test('a refresh is started', async () => {
    const set = await makeSet(which, 'begun');
    const ref = runOf(await act(sides.ctx(which), 'quicksight.refresh', set));
    expect(ref).toMatchObject({ service: 'quicksight', of: set });
  });

  test.each(restrictions)('nothing is changed where that is not allowed: %s', async (restriction) => {
    await expectRefusals(sides.ctx(which, { restriction }), restriction, 'quicksight', {
      'quicksight.refresh': [setAt('begun')],
    });
  });
});

const readHyper = `
import sys
from tableauhyperapi import Connection, HyperProcess, Telemetry
with HyperProcess(Telemetry.DO_NOT_SEND_USAGE_DATA_TO_TABLEAU, parameters={'log_config': ''}) as hyper:
    with Connection(hyper.endpoint, sys.argv[1]) as connection:
        print(connection.execute_list_query('SELECT * FROM "Extract"."Extract"'))
`;

describe('the local endpoint', () => {
  // moto writes times in a form that no SDK but Python's reads.
  test('QuickSight is a group of Pipelines with its data sources and dashboards', async () => {
    const ctx = sides.ctx('local');
    const root = await rootOf(ctx, 'quicksight', 'pipelines');
    expect((await below(ctx, root)).map(({ label }) => label)).toEqual(['Data sets', 'Data sources', 'Dashboards']);
    const [source] = await below(ctx, group('data-sources'));
    expect(source).toMatchObject({ label: 'Files', path: ['files'], icon: 'plug' });
    expect(source?.description).toContain('S3');
    expect(await found(ctx, source!)).toMatchObject({
      path: ['files'],
      arn: expect.stringContaining(':datasource/files'),
    });
    expect(await below(ctx, group('dashboards'))).toMatchObject([{ label: 'Board', path: ['board'] }]);
    expect(textOf(await act(ctx, 'quicksight.showDefinition', source!))).toContain('"ManifestFileLocation"');
  });

  const root = () => sides.endpoint.state.replace(/[/\\]\.strata$/, '');

  test('a refresh is a run with rows, with those that were left out, and its rows can be looked at', async () => {
    const set = await makeSet('local', 'sales');
    const ctx = sides.ctx('local', { root: root() });
    const ref = runOf(await act(ctx, 'quicksight.refresh', set));
    const { run } = await toTheEnd(ctx, ref);
    expect(run).toMatchObject({ state: 'succeeded', stateLabel: 'COMPLETED', engine: 'Local extract (DuckDB)' });
    const facts = Object.fromEntries((run.facts ?? []).map(({ label, value }) => [label, value]));
    expect(facts).toMatchObject({ Rows: '1', 'Rows left out': '1', Kind: 'FULL_REFRESH' });
    expect(runOf(await act(ctx, 'quicksight.openLastRun', set))).toEqual(ref);
    expect((await runPages(ctx, 'quicksight', 200, set)).flat().map(({ ref: { id } }) => id)).toHaveLength(2);
    expect(await found(ctx, set)).toMatchObject({
      label: 'Sales sales',
      description: expect.stringMatching(/^1 row · /),
    });
    const preview = await act(ctx, 'quicksight.preview', set);
    expect(preview).toMatchObject({ kind: 'relation', relation: { kind: 'statement', title: 'sales' } });
    const facts2 = await Array.fromAsync(quickSight.facts!['quicksight.data-set']!(ctx, [set, setAt('gone')], signal));
    expect(facts2).toMatchObject([
      [set, { state: 'succeeded', rows: 1, run: ref }],
      [setAt('gone'), { missing: true }],
    ]);
  });

  test('a Hyper extract has the same rows, and goes with them', async () => {
    const set = await makeSet('local', 'tableau');
    const ctx = sides.ctx('local', { root: root() });
    await toTheEnd(ctx, runOf(await act(ctx, 'quicksight.refresh', set)));
    await act(ctx, 'quicksight.writeHyper', set);
    const folder = path.join(sides.endpoint.state, 'quicksight/us-east-1/tableau');
    const file = (await readdir(folder)).find((name) => name.endsWith('.hyper'))!;
    const python = await servicePython(ctx, 'hyper', runtimeFile('requirements.txt'), signal);
    const { stdout } = await promisify(execFile)(python, ['-c', readHyper, path.join(folder, file)]);
    expect(stdout.trim()).toBe("[['Lima', Decimal('1.5')]]");
    await toTheEnd(ctx, runOf(await act(ctx, 'quicksight.refresh', set)));
    expect(await readdir(folder)).not.toContain(file);
  });

  test('data sets come page by page; one that is queried has no refresh', async () => {
    for (let i = 0; i < 3; i++) await makeSet('local', `many-${i}`, { ImportMode: 'DIRECT_QUERY' });
    const ctx = sides.ctx('local', { root: root() });
    const pages = await pagesBelow(ctx, group('data-sets'), { limit: 2, prefix: 'many' });
    expect(pages.flat().map(({ path: [id] }) => id)).toEqual(['many-0', 'many-1', 'many-2']);
    expect(pages.flat()[0]?.traits).toEqual([]);
    await expect(act(ctx, 'quicksight.preview', setAt('many-0'))).rejects.toMatchObject({ code: 'not-found' });
  });

  test('one that fails says why; one that has ended is not cancelled', async () => {
    const set = await makeSet('local', 'failing');
    await new S3Client(sides.sdk('local')).send(new PutObjectCommand({ Bucket: 'files', Key: 'm.json', Body: '{' }));
    const ctx = sides.ctx('local', { root: root() });
    const ref = runOf(await act(ctx, 'quicksight.refresh', set));
    const { run } = await toTheEnd(ctx, ref);
    expect(run).toMatchObject({ state: 'failed', error: { name: 'S3_MANIFEST_ERROR', message: /is no JSON/ } });
    const writing = grant(ctx, 'write');
    await expect(quickSight.runs!.stop!(writing, ref, signal)).rejects.toThrow(/has ended and cannot be cancelled/);
    expect(await found(ctx, set)).toMatchObject({ description: expect.stringContaining('failed'), icon: 'error' });
  });
});
