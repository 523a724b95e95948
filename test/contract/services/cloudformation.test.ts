/**
 * The adapter for CloudFormation, against the local endpoint and moto: lists, filters and refusals. What becomes of a
 * stack from its creation to its end is told in ../cloudformationService.test.ts.
 */
import { randomBytes } from 'node:crypto';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { NodeAddress, NodeKind } from '../../../src/core/node.ts';
import type { RunId, RunRef } from '../../../src/core/run.ts';
import {
  type AdapterSides,
  act,
  below,
  bothSides,
  expectRefusals,
  found,
  pagesBelow,
  prepare,
  restrictions,
  rootOf,
  runOf,
  runPages,
  signal,
  sourceOf,
  startAdapterSides,
  textOf,
  toTheEnd,
  type Which,
} from '../../support/adapterSides.ts';

let sides: AdapterSides;
beforeAll(async () => {
  sides = await startAdapterSides();
});
afterAll(() => sides?.[Symbol.asyncDispose]());

const stacks: NodeAddress = { kind: 'cloudformation.stacks', path: [] };
const at = (kind: 'stack' | 'resource' | 'resources' | 'output' | 'outputs', ...path: string[]): NodeAddress => ({
  kind: `cloudformation.${kind}` satisfies NodeKind,
  path,
});
const cfnOf = (which: Which) => new CloudFormationClient(sides.sdk(which));
const anyName = () => `stack-${randomBytes(4).toString('hex')}`;

async function stackOn(which: Which, name: string, template: object): Promise<string> {
  const client = cfnOf(which);
  const { StackId = '' } = await client.send(
    new CreateStackCommand({ StackName: name, TemplateBody: JSON.stringify(template) }),
  );
  await vi.waitFor(async () => expect(await statusOf(which, name)).toBe('CREATE_COMPLETE'), { timeout: 30_000 });
  return StackId;
}

async function statusOf(which: Which, StackName: string): Promise<string | undefined> {
  return (await cfnOf(which).send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]?.StackStatus;
}

const topic = (TopicName?: string) => ({
  Type: 'AWS::SNS::Topic',
  ...(TopicName === undefined ? {} : { Properties: { TopicName } }),
});
const small = { Resources: { Topic: topic() } };

describe.each(bothSides)('%s', (which) => {
  test('more stacks than a page holds are listed, and filtered by their names', async () => {
    const ctx = sides.ctx(which);
    const group = await rootOf(ctx, 'cloudformation', 'pipelines');
    expect(group).toMatchObject({ ...stacks, label: 'Stacks', expandable: true });
    // CloudFormation itself says how many stacks a page has; moto gives all at once.
    const names = Array.from({ length: which === 'local' ? 110 : 15 }, (_, i) => `many-${String(i).padStart(3, '0')}`);
    await prepare(which, names, (name) => stackOn(which, name, small));
    const pages = await pagesBelow(ctx, group, { limit: 200, prefix: 'many-' });
    if (which === 'local') expect(pages.length).toBeGreaterThan(1);
    expect(
      pages
        .flat()
        .map(({ label }) => label)
        .sort(),
    ).toEqual(names);
    const [seventh, ...others] = await below(ctx, group, 'many-007');
    expect(others).toEqual([]);
    expect(seventh).toMatchObject({
      kind: 'cloudformation.stack',
      label: 'many-007',
      icon: 'layers',
      traits: ['arn', 'settled'],
      description: expect.stringMatching(/^create_complete (now|\d+ (sec|min)\. ago)$/),
    });
  });

  test('resources and outputs are filtered, found and copied', async () => {
    const name = anyName();
    const StackId = await stackOn(which, name, {
      Resources: { Alerts: topic(`${name}-alerts`), Alarms: topic(), Notes: topic() },
      Outputs: {
        AlertsArn: { Value: { Ref: 'Alerts' }, Description: 'Who is told' },
        Site: { Value: 'https://example.com/' },
      },
    });
    const ctx = sides.ctx(which);
    const labels = async (parent: NodeAddress, prefix?: string) =>
      (await below(ctx, parent, prefix)).map(({ label }) => label).sort();
    expect(await labels(at('resources', StackId))).toEqual(['Alarms', 'Alerts', 'Notes']);
    expect(await labels(at('resources', StackId), 'Al')).toEqual(['Alarms', 'Alerts']);
    expect(await labels(at('outputs', StackId), 'S')).toEqual(['Site']);
    const resource = await found(ctx, at('resource', StackId, 'Alerts'));
    expect(resource).toMatchObject({ label: 'Alerts', description: 'SNS Topic', expandable: true });
    expect(textOf(await act(ctx, 'cloudformation.copyArn', resource))).toMatch(new RegExp(`:${name}-alerts$`));
    const output = await found(ctx, at('output', StackId, 'AlertsArn'));
    expect(output.tooltip).toMatch(/^Who is told\narn:aws:sns:/);
    expect(textOf(await act(ctx, 'cloudformation.copyValue', output))).toBe(output.description);
    expect(await found(ctx, at('output', StackId, 'Site'))).toMatchObject({ uri: 'https://example.com/' });
    expect(textOf(await act(ctx, 'cloudformation.copyArn', at('stack', name)))).toBe(StackId);
    const aws = sides.ctx(which, { restriction: 'read-only' });
    expect(await act(aws, 'cloudformation.openInConsole', at('stack', StackId))).toMatchObject({
      kind: 'open-external',
      url: expect.stringContaining(`stackId=${encodeURIComponent(StackId)}`),
    });
  });

  test.each(restrictions)('nothing is deleted when %s', async (restriction) => {
    const name = anyName();
    const StackId = await stackOn(which, name, small);
    const ctx = sides.ctx(which, { restriction });
    await expectRefusals(ctx, restriction, 'cloudformation', {
      'cloudformation.deleteStack': [at('stack', StackId)],
    });
    expect(await statusOf(which, name)).toBe('CREATE_COMPLETE');
    expect((await below(ctx, at('resources', StackId))).map(({ label }) => label)).toEqual(['Topic']);
  });

  test('a protected connection deletes a stack once its name was typed', async () => {
    const StackId = await stackOn(which, anyName(), small);
    const ctx = sides.ctx(which, { restriction: 'protected' });
    const label = ctx.connection.label;
    const outcome = await act(ctx, 'cloudformation.deleteStack', at('stack', StackId), undefined, label);
    expect((await toTheEnd(ctx, runOf(outcome))).run.stateLabel).toBe('DELETE_COMPLETE');
    expect(await statusOf(which, StackId)).toBe('DELETE_COMPLETE');
  });

  test('what is missing is said to be missing, by its name', async () => {
    const name = anyName();
    const StackId = await stackOn(which, name, small);
    const ctx = sides.ctx(which);
    const missing = (what: string) => ({ code: 'not-found', message: expect.stringContaining(what) });
    await expect(act(ctx, 'cloudformation.deleteStack', at('stack', 'gone'))).rejects.toMatchObject(missing('gone'));
    await expect(act(ctx, 'cloudformation.showTemplate', at('stack', 'gone'))).rejects.toMatchObject(missing('gone'));
    await expect(found(ctx, at('output', StackId, 'Gone'))).rejects.toMatchObject(missing('Gone'));
    await expect(found(ctx, at('resource', StackId, 'Gone'))).rejects.toMatchObject(missing('Gone'));
    await expect(below(ctx, at('resources', 'gone'))).rejects.toMatchObject(missing('gone'));
    await expect(act(ctx, 'cloudformation.openLastRun', at('stack', 'gone'))).rejects.toMatchObject(missing('gone'));
    const ref: RunRef = {
      service: 'cloudformation',
      id: `${StackId}/none` as RunId,
      of: at('stack', StackId),
    };
    await expect(sourceOf(ref).describe(ctx, ref, signal)).rejects.toMatchObject({
      code: 'not-found',
      message: 'The events of the stack no longer tell of this operation.',
    });
  });
});

describe('the local endpoint', () => {
  // moto counts a change set's stack as deployed.
  test('a stack of which only a change set was made has had no operation', async () => {
    const name = anyName();
    const { StackId = '' } = await cfnOf('local').send(
      new CreateChangeSetCommand({
        StackName: name,
        ChangeSetName: 'first',
        ChangeSetType: 'CREATE',
        TemplateBody: JSON.stringify(small),
      }),
    );
    const ctx = sides.ctx('local');
    expect(await act(ctx, 'cloudformation.openLastRun', at('stack', StackId))).toEqual({
      kind: 'done',
      message: 'Nothing was deployed to this stack yet.',
    });
    expect(await runPages(ctx, 'cloudformation', 10, at('stack', StackId))).toEqual([[]]);
    const [node] = await below(ctx, stacks, name);
    expect(node).toMatchObject({ icon: 'clock', traits: ['arn', 'settled'] });
  });

  test('who may not look or delete is told so', async () => {
    const name = anyName();
    const StackId = await stackOn('local', name, small);
    await sides.asStranger('local', async (ctx) => {
      const refused = { code: 'access-denied', hint: expect.stringMatching(/\S/) };
      await expect(below(ctx, stacks)).rejects.toMatchObject(refused);
      await expect(act(ctx, 'cloudformation.deleteStack', at('stack', StackId))).rejects.toMatchObject(refused);
    });
    expect(await statusOf('local', name)).toBe('CREATE_COMPLETE');
  });
});
