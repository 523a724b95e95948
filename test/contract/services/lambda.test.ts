/** The adapter for Lambda, against the local endpoint, which really runs functions, and moto, which keeps the books. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LogEvent } from '../../../src/core/logEvent.ts';
import type { NodeAddress } from '../../../src/core/node.ts';
import type { RunRef } from '../../../src/core/run.ts';
import { withGrant } from '../../../src/platform/createCtx.ts';
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
import { tempFolder } from '../../support/tempFolder.ts';

const source = `
import json, os
def handler(event, context):
    print('got', json.dumps(event))
    if event.get('fail'):
        raise ValueError('no such order: %s' % event['fail'])
    return {'order': event.get('order'), 'table': os.environ.get('TABLE')}
`;
const functionAt = (name: string): NodeAddress => ({ kind: 'lambda.function', path: [name] });
const lambdaOf = (which: Which) => new LambdaClient(sides.sdk(which));

let sides: AdapterSides;
beforeAll(async () => {
  sides = await startAdapterSides();
  for (const which of bothSides) await create(which, 'orders');
});
afterAll(() => sides?.[Symbol.asyncDispose]());

async function create(which: Which, name: string): Promise<void> {
  const iam = new IAMClient(sides.sdk(which));
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }] };
  const role = await iam.send(
    new CreateRoleCommand({ RoleName: `role-${name}`, AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  await lambdaOf(which).send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'python3.12',
      Handler: 'index.handler',
      Role: role.Role?.Arn,
      Timeout: 20,
      Environment: { Variables: { TABLE: 'orders', PGPASSWORD: 'very-secret' } },
      Code: { ZipFile: zipSync({ 'index.py': strToU8(source) }) },
    }),
  );
}

async function linesOf(ref: RunRef): Promise<string[]> {
  const lines: LogEvent[] = [];
  for await (const batch of sourceOf(ref).logs!(sides.ctx('local'), ref, signal)) lines.push(...batch);
  return lines.map(({ message }) => message);
}

describe.each(bothSides)('on %s', (which) => {
  test('functions are listed with their runtime, narrowed by a prefix, and found by name', async () => {
    const ctx = sides.ctx(which);
    const group = await rootOf(ctx, 'lambda', 'pipelines');
    const [node] = await below(ctx, group, 'or');
    expect(node).toMatchObject({
      kind: 'lambda.function',
      label: 'orders',
      description: expect.stringMatching(/^(Pending · )?Python 3\.12 · changed /),
      icon: expect.stringMatching(/^(zap|sync~spin)$/),
    });
    expect(await below(ctx, group, 'nothing-begins-so')).toEqual([]);
    expect(await found(ctx, functionAt('orders'))).toMatchObject({ label: 'orders' });
    expect((await refined(ctx, node!)).label).toBe('orders');
    await expect(found(ctx, functionAt('missing'))).rejects.toMatchObject({ code: 'not-found' });
    expect(textOf(await act(ctx, 'lambda.copyArn', functionAt('orders')))).toMatch(
      /^arn:aws:lambda:us-east-1:\d{12}:function:orders$/,
    );
  });

  test('versions, aliases and what starts a function are below it', async () => {
    const lambda = lambdaOf(which);
    const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: 'orders' }));
    await lambda.send(new CreateAliasCommand({ FunctionName: 'orders', Name: 'live', FunctionVersion: Version }));
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: 'orders',
        StatementId: 'nightly',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: 'arn:aws:events:us-east-1:123456789012:rule/nightly',
      }),
    );
    const parts = await below(sides.ctx(which), functionAt('orders'));
    const shown = parts.map(({ kind, label, description }) => [kind, label, description]);
    expect(shown).toContainEqual(['lambda.trigger', 'nightly', 'started by events']);
    expect(shown).toContainEqual(['lambda.alias', 'live', `alias of version ${Version}`]);
    expect(shown).toContainEqual(['lambda.version', Version, expect.stringMatching(/^version/)]);
  });

  test('values of the environment are shown to who asks for them only', async () => {
    const ctx = sides.ctx(which);
    expect(textOf(await act(ctx, 'lambda.showEnvironment', functionAt('orders')))).toBe(
      'PGPASSWORD=••••••\nTABLE=••••••\n',
    );
    expect(textOf(await act(ctx, 'lambda.showDefinition', functionAt('orders')))).not.toContain('very-secret');
    expect(textOf(await act(ctx, 'lambda.revealEnvironment', functionAt('orders')))).toContain(
      'PGPASSWORD=very-secret',
    );
  });

  test.each(restrictions)('nothing is invoked or changed where it is %s', async (restriction) => {
    await expectRefusals(sides.ctx(which, { restriction }), restriction, 'lambda', {
      'lambda.invoke': [functionAt('orders'), { payload: '{}' }],
      'lambda.sendEvent': [functionAt('orders'), { payload: '{}' }],
      'lambda.updateCode': [functionAt('orders')],
    });
  });
});

// moto runs functions in containers only.
describe('invocations that really run', () => {
  test('one that succeeds has its event, its answer, its report and its log', async () => {
    await using folder = tempFolder();
    const ctx = sides.ctx('local', { root: folder.path });
    const ref = runOf(await act(ctx, 'lambda.invoke', functionAt('orders'), { payload: '{"order": 7}' }));
    const { run } = await toTheEnd(ctx, ref);
    expect(run).toMatchObject({ state: 'succeeded', title: 'orders', engine: 'Local Lambda', input: '{"order": 7}' });
    expect(JSON.parse(run.output ?? '')).toEqual({ order: 7, table: 'orders' });
    expect(run.facts?.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['Duration', 'Billed', 'Memory', 'Request']),
    );
    const lines: string[] = [];
    for await (const batch of sourceOf(ref).logs!(ctx, ref, signal)) lines.push(...batch.map((l) => l.message));
    expect(lines.join('\n')).toMatch(/START RequestId[\s\S]*got \{"order": 7\}[\s\S]*REPORT RequestId/);
    await expect(sourceOf(ref).rerun!(ctx, ref, signal)).rejects.toMatchObject({ code: 'read-only' });
    const again = await withGrant(ctx, 'write', undefined, (granted) => sourceOf(ref).rerun!(granted, ref, signal));
    expect((await toTheEnd(ctx, again)).run).toMatchObject({ state: 'succeeded', input: '{"order": 7}' });
  });

  test('one that fails says with which error, and its event may be in a file', async () => {
    await using folder = tempFolder();
    await writeFile(path.join(folder.path, 'order.json'), '{"fail": "9"}');
    const ctx = sides.ctx('local', { root: folder.path });
    const ref = runOf(await act(ctx, 'lambda.invoke', functionAt('orders'), { payload: '@order.json' }));
    const { run } = await toTheEnd(ctx, ref);
    expect(run).toMatchObject({
      state: 'failed',
      input: '{"fail": "9"}',
      error: { name: 'ValueError', message: 'no such order: 9' },
    });
    const invoke = (payload: string) => act(ctx, 'lambda.invoke', functionAt('orders'), { payload });
    await expect(invoke('{nope')).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(invoke('@gone.json')).rejects.toMatchObject({ code: 'invalid-input' });
    const untrusted = { ...ctx, workspace: { root: folder.path, trusted: false } };
    await expect(
      act(untrusted, 'lambda.invoke', functionAt('orders'), { payload: '@order.json' }),
    ).rejects.toMatchObject({ code: 'untrusted-workspace' });
  });

  test('an event is followed over its tries, of which the log tells', async () => {
    await using folder = tempFolder();
    const ctx = sides.ctx('local', { root: folder.path });
    const ref = runOf(await act(ctx, 'lambda.sendEvent', functionAt('orders'), { payload: '{"order": 1}' }));
    const { run, steps } = await toTheEnd(ctx, ref);
    expect(run).toMatchObject({ state: 'succeeded', input: '{"order": 1}' });
    expect(steps).toMatchObject([{ name: 'Try 1', state: 'succeeded' }]);
    expect(run.output).toBeUndefined();
  });

  test('what others invoked is listed by its REPORT lines, and says so', async () => {
    await create('local', 'theirs');
    const lambda = lambdaOf('local');
    const ctx = sides.ctx('local');
    for (const event of [{ order: 1 }, { fail: 'x' }]) {
      await lambda.send(new InvokeCommand({ FunctionName: 'theirs', Payload: Buffer.from(JSON.stringify(event)) }));
    }
    const list = () => sourceOf(logRun).list(ctx, { limit: 20, of: functionAt('theirs') }, signal);
    const logRun: RunRef = { service: 'lambda', id: 'log' as RunRef['id'], of: functionAt('theirs') };
    const items = await vi.waitFor(async () => {
      const page = await list();
      expect(page.items).toHaveLength(2);
      return page.items;
    });
    expect(items.map(({ state, stateLabel }) => [state, stateLabel])).toEqual([
      ['failed', 'failed, by its log'],
      ['succeeded', 'ended, by its log'],
    ]);
    expect(items[0]?.error).toMatchObject({ name: 'ValueError', message: 'no such order: x' });
    const [failed] = items;
    expect(await sourceOf(logRun).describe(ctx, failed!.ref, signal)).toMatchObject({ state: 'failed' });
    expect((await linesOf(failed!.ref)).join('\n')).toContain('Traceback');
    expect(runOf(await act(ctx, 'lambda.openLastRun', functionAt('theirs')))).toEqual(failed!.ref);
    // The whole log goes on until it is closed.
    const seen: string[] = [];
    const closing = new AbortController();
    const follow = async () => {
      const whole = runOf(await act(ctx, 'lambda.followLog', functionAt('theirs')));
      for await (const batch of sourceOf(whole).logs!(ctx, whole, closing.signal)) {
        seen.push(...batch.map(({ message }) => message));
        if (seen.join('\n').includes('got {"fail": "x"}')) closing.abort();
      }
    };
    await expect(follow()).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('code is downloaded, and brought up to date from where a template says that it lies', async () => {
    await using folder = tempFolder();
    const ctx = sides.ctx('local', { root: folder.path });
    await act(ctx, 'lambda.downloadCode', functionAt('orders'), { to: folder.path });
    const zip = (await readdir(folder.path)).find((name) => name.endsWith('.zip'))!;
    expect(zip).toBe('orders-LATEST.zip');
    expect(strFromU8(unzipSync(await readFile(path.join(folder.path, zip)))['index.py']!)).toBe(source);
    await expect(act(ctx, 'lambda.downloadCode', functionAt('orders'), { to: folder.path })).rejects.toMatchObject({
      code: 'already-exists',
    });
    await expect(act(ctx, 'lambda.updateCode', functionAt('orders'))).rejects.toMatchObject({ code: 'not-found' });
    await mkdir(path.join(folder.path, 'fn'));
    await writeFile(path.join(folder.path, 'fn/index.py'), "def handler(event, context):\n    return 'new'\n");
    await writeFile(path.join(folder.path, 'strata.yaml'), 'version: 1\n');
    await writeFile(
      path.join(folder.path, 'template.yaml'),
      'Resources:\n  Orders:\n    Type: AWS::Lambda::Function\n    Properties: { FunctionName: orders, Code: fn }\n',
    );
    expect(await act(ctx, 'lambda.updateCode', functionAt('orders'))).toMatchObject({
      message: expect.stringContaining('orders has the code of fn'),
    });
    const ref = runOf(await act(ctx, 'lambda.invoke', functionAt('orders'), { payload: '{}' }));
    expect((await toTheEnd(ctx, ref)).run.output).toBe('"new"');
  });
});
