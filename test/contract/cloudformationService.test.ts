import { CloudFormationClient, CreateStackCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalConnection } from '../../src/core/connection.ts';
import { localConnectionId } from '../../src/core/connection.ts';
import { silentLog } from '../../src/core/log.ts';
import type { Node, NodeAddress } from '../../src/core/node.ts';
import { allPages } from '../../src/core/page.ts';
import type { RunRef } from '../../src/core/run.ts';
import { createCtx } from '../../src/platform/createCtx.ts';
import type { Ctx } from '../../src/platform/ctx.ts';
import { invokeAction } from '../../src/platform/invokeAction.ts';
import { followRun } from '../../src/platform/runs/followRun.ts';
import { cloudformation } from '../../src/services/cloudformation/cloudformation.ts';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type Moto, startMoto } from '../support/moto.ts';

const { signal } = new AbortController();
let endpoint: TestEndpoint;
let moto: Moto;
beforeAll(async () => {
  [endpoint, moto] = await Promise.all([startTestEndpoint(), startMoto()]);
});
afterAll(async () => {
  await endpoint?.[Symbol.asyncDispose]();
  await moto?.[Symbol.asyncDispose]();
});

const addresses = { local: () => endpoint.client.endpoint, moto: () => moto.url };
type Which = keyof typeof addresses;

const clientOf = (which: Which) => new CloudFormationClient({ ...endpoint.client, endpoint: addresses[which]() });

function ctxOf(which: Which): Ctx {
  const { region, credentials } = endpoint.client;
  const connection: LocalConnection = {
    kind: 'local',
    id: localConnectionId,
    label: which,
    region,
    credentials,
    endpoint: addresses[which](),
  };
  return createCtx({ connection, workspace: { root: undefined, trusted: true }, report() {}, log: silentLog });
}

const template = (tag: string) => `
Description: A small lake
Resources:
  Lake:
    Type: AWS::S3::Bucket
    Properties: { BucketName: service-lake, Tags: [{ Key: level, Value: ${tag} }] }
  Alerts:
    Type: AWS::SNS::Topic
    Properties: { TopicName: service-alerts }
  Role:
    Type: AWS::IAM::Role
    Properties: { AssumeRolePolicyDocument: { Version: 2012-10-17, Statement: [] } }
Outputs:
  LakeUri: { Value: !Sub 's3://\${Lake}/', Description: Where it lies }
  Topic: { Value: !Ref Alerts }
`;

const act = (ctx: Ctx, id: string, target: NodeAddress, input?: unknown) => {
  const action = cloudformation.actions.find((each) => each.id === `cloudformation.${id}`);
  return invokeAction(action!, ctx, { target, input }, signal);
};

async function children(ctx: Ctx, parent: NodeAddress, prefix?: string): Promise<Node[]> {
  const list = cloudformation.children![parent.kind]!;
  const request = { limit: 200, ...(prefix ? { prefix } : {}) };
  return await Array.fromAsync(allPages((each, s) => list(ctx, parent, each, s), request, signal));
}

async function lastRun(ctx: Ctx, stack: NodeAddress): Promise<RunRef> {
  const outcome = await act(ctx, 'openLastRun', stack);
  if (outcome.kind !== 'run') throw new Error(`${outcome.kind}, not a run`);
  return outcome.run;
}

async function toTheEnd(ctx: Ctx, ref: RunRef) {
  const source = cloudformation.runs!;
  const snapshots = await Array.fromAsync(followRun(ctx, source, ref, signal));
  const log = (await Array.fromAsync(source.logs!(ctx, ref, signal))).flat();
  return { ...snapshots.at(-1)!, log };
}

async function waitFor(ctx: Ctx, name: string): Promise<Node> {
  const [stack] = await children(ctx, { kind: 'cloudformation.stacks', path: [] }, name);
  await toTheEnd(ctx, await lastRun(ctx, stack!));
  return await cloudformation.find!['cloudformation.stack']!(ctx, stack!, signal);
}

describe.each(Object.keys(addresses) as Which[])('%s', (which) => {
  test('a stack is listed, opened to its resources and outputs, followed and deleted', async () => {
    const ctx = ctxOf(which);
    const client = clientOf(which);
    const create = (StackName: string, TemplateBody: string) =>
      client.send(new CreateStackCommand({ StackName, TemplateBody, Capabilities: ['CAPABILITY_IAM'] }));
    const { StackId = '' } = await create('lake', template('one'));
    await create('other', 'Resources: { T: { Type: AWS::SNS::Topic } }');

    const stack = await waitFor(ctx, 'la');
    expect(stack).toMatchObject({ label: 'lake', path: [StackId], arn: StackId, expandable: true });
    expect(stack.traits).toContain('settled');
    const all = await children(ctx, { kind: 'cloudformation.stacks', path: [] });
    expect(all.map(({ label }) => label).sort()).toEqual(['lake', 'other']);

    const parts = await children(ctx, stack);
    expect(parts.map(({ kind }) => kind)).toEqual(['cloudformation.resources', 'cloudformation.outputs']);
    const resources = await children(ctx, parts[0]!);
    expect(Object.fromEntries(resources.map(({ label, description }) => [label, description]))).toEqual({
      Lake: 'S3 Bucket',
      Alerts: 'SNS Topic',
      Role: 'IAM Role',
    });
    const [alerts] = await children(ctx, parts[0]!, 'Al');
    const topic = alerts?.arn ?? '';
    expect(topic).toMatch(/^arn:aws:sns:us-east-1:\d{12}:service-alerts$/);
    expect(await children(ctx, alerts!)).toMatchObject([
      { kind: 'sns.topic', path: [topic], label: 'service-alerts', arn: topic },
    ]);
    const lake = resources.find(({ label }) => label === 'Lake')!;
    expect(await children(ctx, lake)).toMatchObject([{ kind: 's3.bucket', path: ['service-lake'] }]);
    expect(await act(ctx, 'copyArn', lake)).toEqual({ kind: 'copy', text: 'arn:aws:s3:::service-lake' });
    expect(await act(ctx, 'copyPhysicalId', lake)).toEqual({ kind: 'copy', text: 'service-lake' });
    expect(resources.find(({ label }) => label === 'Role')).toMatchObject({ expandable: false });

    const outputs = await children(ctx, parts[1]!);
    const uri = outputs.find(({ label }) => label === 'LakeUri')!;
    expect(uri).toMatchObject({ description: 's3://service-lake/', uri: 's3://service-lake/' });
    expect(await act(ctx, 'copyValue', uri)).toEqual({ kind: 'copy', text: 's3://service-lake/' });
    expect(await act(ctx, 'showTemplate', stack)).toMatchObject({
      kind: 'document',
      title: 'lake.yaml',
      language: 'yaml',
      text: template('one'),
    });

    const created = await lastRun(ctx, stack);
    const creation = await toTheEnd(ctx, created);
    expect(creation.run).toMatchObject({ title: 'lake', state: 'succeeded', stateLabel: 'CREATE_COMPLETE' });
    expect(creation.log.at(-1)).toMatchObject({ stream: 'lake', level: 'info' });

    await client.send(
      new UpdateStackCommand({
        StackName: 'lake',
        TemplateBody: template('two'),
        Capabilities: ['CAPABILITY_IAM'],
      }),
    );
    await waitFor(ctx, 'lake');
    const updated = await lastRun(ctx, stack);
    expect(updated.id).not.toBe(created.id);
    const ofStack = await cloudformation.runs!.list(ctx, { limit: 10, of: stack }, signal);
    expect(ofStack.items.map(({ ref }) => ref.id)).toEqual([updated.id, created.id]);
    const first = await cloudformation.runs!.list(ctx, { limit: 1, of: stack }, signal);
    const rest = await cloudformation.runs!.list(ctx, { limit: 1, of: stack, token: first.next! }, signal);
    expect([...first.items, ...rest.items].map(({ ref }) => ref.id)).toEqual([updated.id, created.id]);

    const deletion = await act(ctx, 'deleteStack', stack);
    if (deletion.kind !== 'run') throw new Error(`${deletion.kind}, not a run`);
    const deleted = await toTheEnd(ctx, deletion.run);
    expect(deleted.run).toMatchObject({ title: 'lake', state: 'succeeded', stateLabel: 'DELETE_COMPLETE' });
    const left = await children(ctx, { kind: 'cloudformation.stacks', path: [] });
    expect(left.map(({ label }) => label)).toEqual(['other']);
    const runs = await cloudformation.runs!.list(ctx, { limit: 10 }, signal);
    expect(runs.items.map(({ title, stateLabel }) => `${title} ${stateLabel}`)).toEqual(
      expect.arrayContaining(['lake DELETE_COMPLETE', 'lake CREATE_COMPLETE', 'other CREATE_COMPLETE']),
    );
  });

  test('what is not there is said to be missing', async () => {
    const ctx = ctxOf(which);
    const find = cloudformation.find!['cloudformation.stack']!;
    await expect(find(ctx, { kind: 'cloudformation.stack', path: ['none'] }, signal)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('does not exist'),
    });
  });
});

describe('the local endpoint', () => {
  test('each resource is a step, and a failure is the reason of the run', async () => {
    const ctx = ctxOf('local');
    const client = clientOf('local');
    const TemplateBody = `
Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: rolled-back } }
  Machine:
    Type: AWS::StepFunctions::StateMachine
    DependsOn: Topic
    Properties: { RoleArn: 'arn:aws:iam::000000000000:role/x', DefinitionString: '{"StartAt": "Nowhere"}' }
`;
    await client.send(new CreateStackCommand({ StackName: 'broken', TemplateBody }));
    const stack = await waitFor(ctx, 'broken');
    expect(stack.iconColor).toBe('charts.red');
    const { run, steps, log } = await toTheEnd(ctx, await lastRun(ctx, stack));
    expect(run).toMatchObject({
      state: 'failed',
      stateLabel: 'ROLLBACK_COMPLETE',
      error: {
        name: 'Machine (AWS::StepFunctions::StateMachine)',
        message: expect.stringContaining('Invalid State Machine Definition'),
      },
    });
    expect(run.endedAt).toBeGreaterThanOrEqual(run.startedAt!);
    expect(steps.map(({ name, state }) => [name, state])).toEqual([
      ['Topic', 'succeeded'],
      ['Machine', 'failed'],
      ['Machine · DELETE', 'succeeded'],
      ['Topic · DELETE', 'succeeded'],
    ]);
    expect(log.filter(({ level }) => level === 'error').map(({ stream }) => stream)).toEqual(['Machine']);
    const [runAsListed] = (await cloudformation.runs!.list(ctx, { limit: 1, of: stack }, signal)).items;
    expect(runAsListed).toEqual(run);
  });

  test('a stack is deleted by its name, and what protects it is said', async () => {
    const ctx = ctxOf('local');
    const client = clientOf('local');
    const TemplateBody = 'Resources: { T: { Type: AWS::SNS::Topic } }';
    await client.send(
      new CreateStackCommand({ StackName: 'guarded', TemplateBody, EnableTerminationProtection: true }),
    );
    await waitFor(ctx, 'guarded');
    const byName = { kind: 'cloudformation.stack', path: ['guarded'] } as const;
    await expect(act(ctx, 'deleteStack', byName)).rejects.toThrow('TerminationProtection is enabled');
    await client.send(new CreateStackCommand({ StackName: 'plain', TemplateBody }));
    await waitFor(ctx, 'plain');
    const deletion = await act(ctx, 'deleteStack', { kind: 'cloudformation.stack', path: ['plain'] });
    if (deletion.kind !== 'run') throw new Error(`${deletion.kind}, not a run`);
    expect((await toTheEnd(ctx, deletion.run)).run.state).toBe('succeeded');
  });
});
