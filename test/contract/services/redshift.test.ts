/** The adapter for Redshift, against the local endpoint, which executes the SQL, and moto, which keeps the books. */
import { randomBytes } from 'node:crypto';
import { CreateClusterCommand, RedshiftClient } from '@aws-sdk/client-redshift';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NodeAddress } from '../../../src/core/node.ts';
import type { RunId, RunRef } from '../../../src/core/run.ts';
import { grant } from '../../../src/platform/createCtx.ts';
import { readPage } from '../../../src/services/redshift/statementResult.ts';
import {
  type AdapterSides,
  act,
  below,
  bothSides,
  expectRefusals,
  found,
  restrictions,
  rootOf,
  signal,
  sourceOf,
  startAdapterSides,
  textOf,
  type Which,
} from '../../support/adapterSides.ts';

let sides: AdapterSides;
beforeAll(async () => {
  sides = await startAdapterSides();
});
afterAll(() => sides?.[Symbol.asyncDispose]());

const clusterAt = (name: string): NodeAddress => ({ kind: 'redshift.cluster', path: [name] });
const nowhere: NodeAddress = { kind: 'none.none', path: [] };

async function clusterOn(which: Which): Promise<string> {
  const ClusterIdentifier = `dwh-${randomBytes(4).toString('hex')}`;
  await new RedshiftClient(sides.sdk(which)).send(
    new CreateClusterCommand({
      ClusterIdentifier,
      NodeType: 'ra3.xlplus',
      NumberOfNodes: 2,
      ClusterType: 'multi-node',
      MasterUsername: 'owner',
      MasterUserPassword: 'Owner-of-1-cluster',
      DBName: 'dev',
    }),
  );
  return ClusterIdentifier;
}

describe.each(bothSides)('on %s', (which) => {
  test('clusters are listed with what they are, narrowed by a prefix, and found by name', async () => {
    const ctx = sides.ctx(which);
    const name = await clusterOn(which);
    const root = await rootOf(ctx, 'redshift', 'pipelines');
    const node = (await below(ctx, root, name)).find(({ label }) => label === name);
    expect(node).toMatchObject({
      kind: 'redshift.cluster',
      path: [name],
      description: '2 × ra3.xlplus',
      traits: ['available'],
      expandable: true,
    });
    expect(await below(ctx, root, 'nothing-begins-so')).toEqual([]);
    expect(await found(ctx, clusterAt(name))).toMatchObject({ label: name });
    await expect(found(ctx, clusterAt('missing'))).rejects.toMatchObject({ code: 'not-found' });
    expect(textOf(await act(ctx, 'redshift.copyArn', clusterAt(name)))).toMatch(
      new RegExp(`^arn:aws:redshift:us-east-1:\\d{12}:cluster:${name}$`),
    );
    const definition = JSON.parse(textOf(await act(ctx, 'redshift.showDefinition', clusterAt(name))));
    expect(definition).toMatchObject({ ClusterIdentifier: name, MasterUsername: 'owner', DBName: 'dev' });
  });

  test('a cluster is paused and resumed, and its row says so', async () => {
    const ctx = sides.ctx(which);
    const name = await clusterOn(which);
    await act(ctx, 'redshift.pause', clusterAt(name));
    expect(await found(ctx, clusterAt(name))).toMatchObject({ traits: ['paused'], expandable: false });
    await act(ctx, 'redshift.resume', clusterAt(name));
    expect(await found(ctx, clusterAt(name))).toMatchObject({ traits: ['available'] });
  });

  test.each(restrictions)('nothing is changed where it is %s', async (restriction) => {
    const ctx = sides.ctx(which, { restriction });
    const name = await clusterOn(which);
    const view = { kind: 'redshift.materialized-view', path: [`cluster:${name}`, 'dev', 'public', 'cube'] } as const;
    const warehouse = `cluster:${name}`;
    await expectRefusals(ctx, restriction, 'redshift', {
      'redshift.execute': [nowhere, { sql: 'DROP TABLE t', warehouse, database: 'dev' }],
      'redshift.executeScript': [nowhere, { statements: ['SELECT 1', 'TRUNCATE t'], warehouse, database: 'dev' }],
      'redshift.refresh': [view],
      'redshift.pause': [clusterAt(name)],
      'redshift.resume': [clusterAt(name)],
    });
    // What claims to read and does not is stopped where it is sent.
    const disguised = { sql: 'SELECT 1; DROP TABLE t', warehouse, database: 'dev' };
    await expect(act(ctx, 'redshift.query', nowhere, disguised)).rejects.toMatchObject({ code: 'read-only' });
  });
});

/**
 * Starts a statement on moto, whose answer has times that only lenient clients read: what the SDK makes of it is an
 * error, so that the adapter's own start cannot be judged there.
 */
async function startOnMoto(): Promise<RunRef> {
  const answer = await fetch(sides.moto.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'RedshiftData.ExecuteStatement',
      authorization: 'AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/redshift-data/aws4_request',
    },
    body: JSON.stringify({ Sql: 'SELECT 1', ClusterIdentifier: 'dwh', Database: 'dev' }),
  });
  const { Id } = (await answer.json()) as { Id: RunId };
  return { service: 'redshift', id: Id, of: clusterAt('dwh') };
}

describe('what moto knows of the Data API', () => {
  test('rows of a result come as text, whatever their type', async () => {
    const ref = await startOnMoto();
    // moto answers three rows of its own to every statement.
    const page = await readPage(sides.ctx('moto'), ref.id, false, undefined, signal);
    expect(page.columns.map(({ name }) => name)).toEqual(['Number', 'Street', 'City']);
    expect(page.rows).toEqual([
      ['10', 'Alpha st', 'Vancouver'],
      ['50', 'Beta st', 'Toronto'],
      ['100', 'Gamma av', 'Seattle'],
    ]);
    expect(page.next).toBeUndefined();
  });

  test('a statement is cancelled once, and only by whom it is granted', async () => {
    const ref = await startOnMoto();
    const ctx = sides.ctx('moto');
    const { stop } = sourceOf(ref);
    await expect(stop!(ctx, ref, signal)).rejects.toMatchObject({ code: 'read-only' });
    using granted = grant(ctx, 'write').aws;
    await stop!({ ...ctx, granted: 'write', aws: granted }, ref, signal);
    await expect(stop!({ ...ctx, granted: 'write', aws: granted }, ref, signal)).rejects.toThrow(
      /already in ABORTED state/,
    );
  });

  test('a statement that nobody knows is not found', async () => {
    const ref = { ...(await startOnMoto()), id: '11111111-2222-4333-8444-555555555555' as RunId };
    await expect(sourceOf(ref).describe(sides.ctx('moto'), ref, signal)).rejects.toMatchObject({ code: 'not-found' });
  });
});

test('documents say where they run and name the relation', async () => {
  const ctx = sides.ctx('local');
  const table: NodeAddress = { kind: 'redshift.table', path: ['workgroup:etl', 'dev', 'sales', 'Order Lines'] };
  expect(textOf(await act(ctx, 'redshift.newQuery', table))).toBe(
    '-- redshift workgroup=etl database=dev\nSELECT *\nFROM sales."Order Lines"\nLIMIT 100;\n',
  );
  expect(textOf(await act(ctx, 'redshift.newCopy', table))).toContain('COPY sales."Order Lines"\nFROM');
  expect(textOf(await act(ctx, 'redshift.newUnload', table))).toContain(`UNLOAD ('SELECT * FROM sales."Order Lines"')`);
  expect(textOf(await act(ctx, 'redshift.copyName', table))).toBe('sales."Order Lines"');
  expect(textOf(await act(ctx, 'redshift.newQuery', clusterAt('dwh')))).toMatch(/^-- redshift cluster=dwh\n/);
});
