/**
 * The adapter for DMS, against the local endpoint, which really replicates, and moto, as far as the SDK can read it: the
 * times of instances and tasks are in a shape there that it refuses.
 */
import { randomUUID } from 'node:crypto';
import {
  CreateEndpointCommand,
  CreateReplicationInstanceCommand,
  CreateReplicationTaskCommand,
  DatabaseMigrationServiceClient,
  DescribeReplicationInstancesCommand,
  DescribeReplicationTasksCommand,
} from '@aws-sdk/client-database-migration-service';
import { CreateDBInstanceCommand, DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { NodeAddress } from '../../../src/core/node.ts';
import type { RunRef } from '../../../src/core/run.ts';
import { followRun } from '../../../src/platform/runs/followRun.ts';
import {
  type AdapterSides,
  act,
  below,
  bothSides,
  expectRefusals,
  found,
  refined,
  restrictions,
  rootOf,
  runOf,
  signal,
  sourceOf,
  startAdapterSides,
  textOf,
  toTheEnd,
  type Which,
} from '../../support/adapterSides.ts';

const password = `k-${randomUUID()}`;
const patience = { timeout: 60_000, interval: 100 };
const taskAt = (id: string): NodeAddress => ({ kind: 'dms.task', path: [id] });
const endpoints: NodeAddress = { kind: 'dms.endpoints', path: [] };
const endpointAt = (id: string): NodeAddress => ({ kind: 'dms.endpoint', path: [id] });

let sides: AdapterSides;
let database: Client;
beforeAll(async () => {
  sides = await startAdapterSides();
  await new S3Client(sides.sdk('local')).send(new CreateBucketCommand({ Bucket: 'lake' }));
  const rds = new RDSClient(sides.sdk('local'));
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'oltp',
      DBInstanceClass: 'db.t3.micro',
      Engine: 'postgres',
      DBName: 'shop',
      AllocatedStorage: 20,
      MasterUsername: 'keeper',
      MasterUserPassword: password,
    }),
  );
  const address = await vi.waitFor(
    async () => {
      const { DBInstances = [] } = await rds.send(new DescribeDBInstancesCommand({}));
      expect(DBInstances[0]?.DBInstanceStatus).toBe('available');
      return DBInstances[0]?.Endpoint;
    },
    { timeout: 200_000, interval: 200 },
  );
  const { Address: host = '', Port: port = 0 } = address ?? {};
  database = new Client({ host, port, user: 'keeper', password, database: 'shop' });
  await database.connect();
  await database.query(`CREATE TABLE orders (id INT PRIMARY KEY, amount NUMERIC(10,2));
    CREATE TABLE customers (id INT PRIMARY KEY, name TEXT);
    INSERT INTO orders SELECT n, n * 1.5 FROM generate_series(1, 500) n; INSERT INTO customers VALUES (1, 'Ana'), (2, 'Luis')`);
  await prepareParts('local', { ServerName: host, Port: port });
  await prepareParts('moto', { ServerName: 'db.example.com', Port: 5432 });
}, 240_000);
afterAll(async () => {
  await database?.end();
  await sides?.[Symbol.asyncDispose]();
});

const dmsOf = (which: Which) => new DatabaseMigrationServiceClient(sides.sdk(which));
const arns: Partial<Record<Which, { instance: string; source: string; target: string }>> = {};

async function createInstance(): Promise<string> {
  const dms = dmsOf('local');
  await dms.send(
    new CreateReplicationInstanceCommand({
      ReplicationInstanceIdentifier: 'rep',
      ReplicationInstanceClass: 'dms.t3.medium',
    }),
  );
  return await vi.waitFor(async () => {
    const { ReplicationInstances = [] } = await dms.send(new DescribeReplicationInstancesCommand({}));
    expect(ReplicationInstances[0]?.ReplicationInstanceStatus).toBe('available');
    return ReplicationInstances[0]?.ReplicationInstanceArn ?? '';
  }, patience);
}

/** An instance, and a source and a target for its tasks. */
async function prepareParts(which: Which, place: { ServerName: string; Port: number }): Promise<void> {
  const dms = dmsOf(which);
  const instance = which === 'local' ? await createInstance() : '';
  const source = await dms.send(
    new CreateEndpointCommand({
      EndpointIdentifier: 'shop',
      EndpointType: 'source',
      EngineName: 'postgres',
      ...place,
      Username: 'keeper',
      Password: password,
      DatabaseName: 'shop',
    }),
  );
  const target = await dms.send(
    new CreateEndpointCommand({
      EndpointIdentifier: 'raw',
      EndpointType: 'target',
      EngineName: 's3',
      S3Settings: {
        BucketName: 'lake',
        BucketFolder: 'raw',
        DataFormat: 'parquet',
        CdcMaxBatchInterval: 1,
        ServiceAccessRoleArn: 'arn:aws:iam::123456789012:role/dms',
      },
    }),
  );
  arns[which] = {
    instance,
    source: source.Endpoint?.EndpointArn ?? '',
    target: target.Endpoint?.EndpointArn ?? '',
  };
}

async function createTask(id: string, type: 'full-load' | 'full-load-and-cdc' | 'cdc' = 'full-load') {
  const { instance, source, target } = arns.local ?? { instance: '', source: '', target: '' };
  const rule = { 'rule-type': 'selection', 'rule-id': '1', 'rule-name': '1', 'rule-action': 'include' };
  const rules = [{ ...rule, 'object-locator': { 'schema-name': 'public', 'table-name': '%' } }];
  const dms = dmsOf('local');
  await dms.send(
    new CreateReplicationTaskCommand({
      ReplicationTaskIdentifier: id,
      SourceEndpointArn: source,
      TargetEndpointArn: target,
      ReplicationInstanceArn: instance,
      MigrationType: type,
      TableMappings: JSON.stringify({ rules }),
      ReplicationTaskSettings: JSON.stringify({ Logging: { EnableLogging: true } }),
    }),
  );
  await vi.waitFor(async () => {
    const { ReplicationTasks = [] } = await dms.send(new DescribeReplicationTasksCommand({}));
    expect(ReplicationTasks.find((each) => each.ReplicationTaskIdentifier === id)?.Status).toMatch(/ready|creating/);
  }, patience);
}

describe.each(bothSides)('on %s', (which) => {
  test('endpoints are there with where they lead', async () => {
    const ctx = sides.ctx(which);
    const descriptions = (await below(ctx, endpoints)).map(({ label, description }) => [label, description]);
    expect(descriptions).toContainEqual([
      'shop',
      expect.stringMatching(/^source · (PostgreSQL|postgres) · .+:\d+\/shop$/),
    ]);
    expect(descriptions).toContainEqual(['raw', 'target · Amazon S3 · s3://lake/raw']);
    expect((await below(ctx, endpoints, 'ra')).map(({ label }) => label)).toEqual(['raw']);
    const definition = JSON.parse(textOf(await act(ctx, 'dms.showDefinition', endpointAt('raw'))));
    expect(definition.S3Settings.BucketName).toBe('lake');
    expect(await found(ctx, endpointAt('raw'))).toMatchObject({ uri: 's3://lake/raw', arn: arns[which]?.target });
  });

  test.each(restrictions)('nothing is started or stopped where it is %s', async (restriction) => {
    const table: NodeAddress = { kind: 'dms.table', path: ['listed-one', 'public', 'orders'] };
    await expectRefusals(sides.ctx(which, { restriction }), restriction, 'dms', {
      'dms.start': [taskAt('listed-one')],
      'dms.resume': [taskAt('listed-one')],
      'dms.run': [taskAt('listed-one'), {}],
      'dms.reloadTarget': [taskAt('listed-one')],
      'dms.stop': [taskAt('listed-one')],
      'dms.reloadTable': [table],
      'dms.testTask': [taskAt('listed-one')],
      'dms.testConnection': [endpointAt('shop'), {}],
    });
  });
});

// What follows needs a task that really reads and writes.
describe('tasks that really load', () => {
  const ctx = () => sides.ctx('local');
  const stepsOf = async (ref: RunRef) => (await sourceOf(ref).steps?.(ctx(), ref, signal)) ?? [];
  const countsOf = async (ref: RunRef, table: string) =>
    JSON.parse((await stepsOf(ref)).find(({ name }) => name === table)?.output ?? '{}');

  test('tasks are listed with what they do, narrowed by a prefix, and found by name', async () => {
    await createTask('listed-one');
    const group = await rootOf(ctx(), 'dms', 'pipelines');
    const rows = await below(ctx(), group);
    expect(rows.find(({ label }) => label === 'listed-one')).toMatchObject({
      kind: 'dms.task',
      description: expect.stringContaining('full load'),
      expandable: true,
    });
    expect(rows.slice(-2).map(({ kind }) => kind)).toEqual(['dms.endpoints', 'dms.instances']);
    expect(await below(ctx(), rows.at(-1)!)).toMatchObject([{ label: 'rep', kind: 'dms.instance' }]);
    expect(await below(ctx(), group, 'nothing-begins-so')).toEqual([]);
    expect((await below(ctx(), group, 'listed')).map(({ label }) => label)).toEqual(['listed-one']);
    expect(await found(ctx(), taskAt('listed-one'))).toMatchObject({ label: 'listed-one' });
    await expect(found(ctx(), taskAt('missing'))).rejects.toMatchObject({ code: 'not-found' });
    expect(textOf(await act(ctx(), 'dms.copyArn', taskAt('listed-one')))).toMatch(/^arn:aws:dms:us-east-1:\d{12}:/);
  });

  test('a task is started and stopped', async () => {
    await createTask('started', 'full-load-and-cdc');
    const ref = runOf(await act(ctx(), 'dms.start', taskAt('started')));
    expect(ref).toMatchObject({ service: 'dms', of: taskAt('started') });
    await vi.waitFor(
      async () => expect((await sourceOf(ref).describe(ctx(), ref, signal)).state).toBe('running'),
      patience,
    );
    const { items } = await sourceOf(ref).list(ctx(), { limit: 50 }, signal);
    expect(items.map(({ title }) => title)).toContain('started');
    await act(ctx(), 'dms.stop', taskAt('started'));
    const { run } = await toTheEnd(ctx(), ref);
    expect(run).toMatchObject({ state: 'stopped', title: 'started' });
  });

  test('a full load is followed table by table to its end, with its log', async () => {
    await createTask('load');
    const ref = runOf(await act(ctx(), 'dms.run', taskAt('load'), {}));
    const row = await found(ctx(), taskAt('load'));
    expect((await refined(ctx(), row)).description).toContain('Load complete');
    const { run, steps } = await toTheEnd(ctx(), ref);
    expect(run).toMatchObject({ state: 'succeeded', stateLabel: 'Load complete', engine: 'Local DMS' });
    expect(run.facts).toContainEqual({ label: 'Full load', value: '100 %' });
    expect(steps.map(({ name, state }) => [name, state])).toEqual([
      ['public.customers', 'succeeded'],
      ['public.orders', 'succeeded'],
    ]);
    expect(await countsOf(ref, 'public.orders')).toMatchObject({ fullLoadRows: 500, inserts: 0 });
    const lines: string[] = [];
    for await (const batch of sourceOf(ref).logs!(ctx(), ref, signal)) lines.push(...batch.map((l) => l.message));
    expect(lines.join('\n')).toContain('orders');
    const parts = await below(ctx(), taskAt('load'));
    expect(parts.map(({ kind, label }) => [kind, label])).toEqual([
      ['dms.endpoint', 'shop'],
      ['dms.endpoint', 'raw'],
      ['dms.instance', 'rep'],
      ['dms.table', 'public.customers'],
      ['dms.table', 'public.orders'],
    ]);
    const { KeyCount } = await new S3Client(sides.sdk('local')).send(
      new ListObjectsV2Command({ Bucket: 'lake', Prefix: 'raw/public/orders/' }),
    );
    expect(KeyCount).toBe(1);
  });

  test('changes are counted as they come, over a stop and a resume, and one table is loaded anew', async () => {
    await createTask('stream', 'full-load-and-cdc');
    const ref = runOf(await act(ctx(), 'dms.run', taskAt('stream'), { type: 'start-replication' }));
    const label = () => sourceOf(ref).describe(ctx(), ref, signal);
    await vi.waitFor(
      async () => expect((await label()).stateLabel).toBe('Load complete, replication ongoing'),
      patience,
    );
    await database.query('INSERT INTO orders VALUES (501, 1), (502, 2); UPDATE orders SET amount = 9 WHERE id = 1');
    await vi.waitFor(
      async () => expect(await countsOf(ref, 'public.orders')).toMatchObject({ inserts: 2, updates: 1, deletes: 0 }),
      patience,
    );
    await act(ctx(), 'dms.stop', taskAt('stream'));
    const stopped = await toTheEnd(ctx(), ref);
    expect(stopped.run).toMatchObject({ state: 'stopped', redrivable: true });
    await database.query('DELETE FROM orders WHERE id = 502');
    await act(ctx(), 'dms.resume', taskAt('stream'));
    await vi.waitFor(async () => expect((await countsOf(ref, 'public.orders')).deletes).toBe(1), patience);
    const table = (await below(ctx(), taskAt('stream'))).find((each) => each.label === 'public.orders')!;
    expect(table.traits).toEqual(['reloadable']);
    await act(ctx(), 'dms.reloadTable', table);
    await vi.waitFor(async () => {
      const steps = await stepsOf(ref);
      expect(steps.every(({ state }) => state === 'succeeded')).toBe(true);
      expect((await countsOf(ref, 'public.orders')).fullLoadRows).toBe(501);
    }, patience);
    // A panel that watches a task without end ends with the one who closes it.
    const closed = AbortSignal.timeout(500);
    await expect(Array.fromAsync(followRun(ctx(), sourceOf(ref), ref, closed))).rejects.toBeDefined();
    await act(ctx(), 'dms.stop', taskAt('stream'));
    await toTheEnd(ctx(), ref);
    const again = runOf(await act(ctx(), 'dms.reloadTarget', taskAt('stream')));
    await vi.waitFor(
      async () => expect(await countsOf(again, 'public.orders')).toMatchObject({ fullLoadRows: 501, deletes: 0 }),
      patience,
    );
    await act(ctx(), 'dms.stop', taskAt('stream'));
    await toTheEnd(ctx(), again);
  });

  test('connections are really tested, and one that fails says why', async () => {
    await createTask('tested');
    expect(await act(ctx(), 'dms.testTask', taskAt('tested'))).toMatchObject({
      message: 'The source and the target of tested can be reached.',
    });
    expect(await act(ctx(), 'dms.testConnection', endpointAt('shop'), { instance: 'rep' })).toMatchObject({
      message: 'shop can be reached from rep.',
    });
    await dmsOf('local').send(
      new CreateEndpointCommand({
        EndpointIdentifier: 'nowhere',
        EndpointType: 'target',
        EngineName: 's3',
        S3Settings: { BucketName: 'no-such-bucket' },
      }),
    );
    await expect(act(ctx(), 'dms.testConnection', endpointAt('nowhere'), {})).rejects.toMatchObject({
      code: 'failed',
      message: expect.stringContaining('no-such-bucket'),
    });
    await expect(act(ctx(), 'dms.testConnection', endpointAt('shop'), { instance: 'none' })).rejects.toMatchObject({
      code: 'invalid-input',
      hint: expect.stringContaining('rep'),
    });
  });

  test('a start that does not fit what happened before is refused in the words of DMS', async () => {
    await createTask('never-ran');
    await expect(act(ctx(), 'dms.run', taskAt('never-ran'), { type: 'resume-processing' })).rejects.toMatchObject({
      message: expect.stringContaining('RESUME_PROCESSING'),
    });
    expect(textOf(await act(ctx(), 'dms.showMappings', taskAt('never-ran')))).toContain('"schema-name": "public"');
  });
});
