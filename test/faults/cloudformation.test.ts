import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  paginateListStackResources,
  type StackResourceSummary,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

const cloudFormation = () => new CloudFormationClient(endpoint.client);

async function status(StackName: string) {
  const { Stacks } = await cloudFormation().send(new DescribeStacksCommand({ StackName }));
  return Stacks![0]!;
}

async function settled(StackName: string) {
  for (let i = 0; i < 600; i++) {
    const stack = await status(StackName);
    if (!stack.StackStatus!.endsWith('_IN_PROGRESS')) return stack;
    await sleep(50);
  }
  throw new Error(`${StackName} does not settle`);
}

async function resources(StackName: string): Promise<StackResourceSummary[]> {
  const all: StackResourceSummary[] = [];
  for await (const page of paginateListStackResources({ client: cloudFormation() }, { StackName })) {
    all.push(...(page.StackResourceSummaries ?? []));
  }
  return all;
}

async function groups(logGroupNamePrefix: string): Promise<string[]> {
  const client = new CloudWatchLogsClient(endpoint.client);
  const names: string[] = [];
  for await (const page of paginateDescribeLogGroups({ client }, { logGroupNamePrefix })) {
    names.push(...(page.logGroups ?? []).map((group) => group.logGroupName!));
  }
  return names;
}

/** Enough to be killed in the middle of. */
const size = 400;
function template(prefix: string, days = 7): string {
  const entries = Array.from({ length: size }, (_, index) => [
    `G${index}`,
    { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: `${prefix}/${index}`, RetentionInDays: days } },
  ]);
  return JSON.stringify({ Resources: Object.fromEntries(entries) });
}

/** Ends the endpoint when the stack is somewhere in its middle. */
async function killInTheMiddle(StackName: string, reached: (all: readonly StackResourceSummary[]) => boolean) {
  for (let i = 0; i < 2000 && !reached(await resources(StackName)); i++);
  await endpoint.kill9();
  await endpoint.restart();
}

describe('SIGKILL', () => {
  test('while creating: the stack has failed with the reason, knows what exists, and goes on or goes away', async () => {
    const TemplateBody = template('/killed');
    await cloudFormation().send(new CreateStackCommand({ StackName: 'killed', TemplateBody }));
    await killInTheMiddle('killed', (all) => all.length > 40);

    const stack = await status('killed');
    expect(stack.StackStatus).toBe('CREATE_FAILED');
    expect(stack.StackStatusReason).toMatch(/^The local endpoint stopped during CREATE_IN_PROGRESS/);
    const listed = await resources('killed');
    expect(listed.length).toBeLessThan(size);
    const known = new Set(listed.map((each) => each.PhysicalResourceId));
    const existing = await groups('/killed/');
    expect(existing.length).toBeGreaterThan(30);
    expect(existing.filter((name) => !known.has(name))).toEqual([]);

    await cloudFormation().send(new UpdateStackCommand({ StackName: 'killed', TemplateBody }));
    expect((await settled('killed')).StackStatus).toBe('UPDATE_COMPLETE');
    expect(await groups('/killed/')).toHaveLength(size);

    await cloudFormation().send(new DeleteStackCommand({ StackName: 'killed' }));
    await killInTheMiddle('killed', (all) => all.length < size - 40);
    expect(await status('killed')).toMatchObject({ StackStatus: 'DELETE_FAILED' });
    await cloudFormation().send(new DeleteStackCommand({ StackName: 'killed' }));
    await settled(stack.StackId!);
    expect(await groups('/killed/')).toEqual([]);
  });

  test('while updating: the way back is open', async () => {
    await cloudFormation().send(new CreateStackCommand({ StackName: 'updated', TemplateBody: template('/up') }));
    await settled('updated');
    await cloudFormation().send(new UpdateStackCommand({ StackName: 'updated', TemplateBody: template('/up', 30) }));
    await killInTheMiddle(
      'updated',
      (all) => all.filter((each) => each.ResourceStatus === 'UPDATE_COMPLETE').length > 40,
    );
    expect(await status('updated')).toMatchObject({ StackStatus: 'UPDATE_FAILED' });
    await cloudFormation().send(new UpdateStackCommand({ StackName: 'updated', TemplateBody: template('/up', 30) }));
    expect((await settled('updated')).StackStatus).toBe('UPDATE_COMPLETE');
    const all = await resources('updated');
    expect(all).toHaveLength(size);
    expect(new Set(all.map((each) => each.ResourceStatus))).toEqual(new Set(['UPDATE_COMPLETE']));
  });
});

describe('a malformed template', () => {
  test.each([
    ['Resources:\n  A:\n   - x\n  B: [\n', /^Template format error: YAML not well-formed\. \(line \d+, column \d+\)/],
    ['{ "Resources": { "A": } }', /^Template format error: JSON not well-formed\. \(line 1, column \d+\)/],
    [
      'Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Properties:\n      BucketName: !Nope x\n',
      /unknown tag !Nope\. \(line 5,/,
    ],
    ['just words', /^Template format error: unsupported structure\.$/],
    [
      'Resources:\n  A: { Type: AWS::S3::Bucket, DependsOn: B }\n  B: { Type: AWS::S3::Bucket, DependsOn: A }\n',
      /^Circular dependency between resources: \[A, B\]$/,
    ],
  ])('%j', async (TemplateBody, message) => {
    const input = { StackName: 'malformed', TemplateBody };
    await expect(cloudFormation().send(new CreateStackCommand(input))).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringMatching(message),
    });
    if (!/Circular/.test(message.source)) {
      await expect(cloudFormation().send(new ValidateTemplateCommand({ TemplateBody }))).rejects.toThrow(message);
    }
    await expect(cloudFormation().send(new DescribeStackEventsCommand({ StackName: 'malformed' }))).rejects.toThrow(
      'does not exist',
    );
  });
});
