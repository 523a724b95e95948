import { setTimeout as sleep } from 'node:timers/promises';
import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  type CreateChangeSetCommandInput,
  CreateStackCommand,
  type CreateStackCommandInput,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListChangeSetsCommand,
  ListExportsCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  type StackEvent,
  UpdateStackCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, CreateLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type Moto, startMoto } from '../support/moto.ts';

let endpoint: TestEndpoint;
let moto: Moto;
beforeAll(async () => {
  [endpoint, moto] = await Promise.all([startTestEndpoint(), startMoto()]);
});
afterAll(async () => {
  await endpoint?.[Symbol.asyncDispose]();
  await moto?.[Symbol.asyncDispose]();
});

const urls = { local: () => endpoint.client.endpoint, moto: () => moto.url };
type Which = keyof typeof urls;
const clientOf = (which: Which) => new CloudFormationClient({ ...endpoint.client, endpoint: urls[which]() });
const logsOf = (which: Which) => new CloudWatchLogsClient({ ...endpoint.client, endpoint: urls[which]() });

const json = (template: object) => JSON.stringify(template);
const group = (name: unknown, more: object = {}, attributes: object = {}) => ({
  Type: 'AWS::Logs::LogGroup',
  Properties: { LogGroupName: name, ...more },
  ...attributes,
});

async function settled(client: CloudFormationClient, StackName: string) {
  for (let i = 0; i < 400; i++) {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    const stack = Stacks?.[0];
    if (stack && !/(?<!REVIEW)_IN_PROGRESS$/.test(stack.StackStatus ?? '')) return stack;
    await sleep(25);
  }
  throw new Error(`${StackName} does not settle`);
}

async function create(client: CloudFormationClient, input: CreateStackCommandInput) {
  const { StackId } = await client.send(new CreateStackCommand(input));
  return await settled(client, StackId!);
}

async function changeSet(client: CloudFormationClient, input: Omit<CreateChangeSetCommandInput, 'ChangeSetName'>) {
  const ChangeSetName = `c${Math.random().toString(36).slice(2)}`;
  const { Id } = await client.send(new CreateChangeSetCommand({ ChangeSetName, ...input }));
  for (let i = 0; i < 200; i++) {
    const described = await client.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
    if (described.Status === 'CREATE_COMPLETE' || described.Status === 'FAILED') return described;
    await sleep(25);
  }
  throw new Error('the change set does not settle');
}

async function events(client: CloudFormationClient, StackName: string): Promise<StackEvent[]> {
  const all: StackEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(new DescribeStackEventsCommand({ StackName, NextToken }));
    all.push(...(page.StackEvents ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return all;
}

async function groups(which: Which, prefix: string): Promise<string[]> {
  const answer = await logsOf(which).send(new DescribeLogGroupsCommand({ logGroupNamePrefix: prefix }));
  return (answer.logGroups ?? []).map((each) => each.logGroupName ?? '').sort();
}

const lines = (all: readonly StackEvent[]) =>
  all.toReversed().map((event) => `${event.LogicalResourceId} ${event.ResourceStatus}`);

describe.each(Object.keys(urls) as Which[])('%s', (which) => {
  test('a stack is created, described, updated and deleted', async () => {
    const client = clientOf(which);
    const template = (days: number) =>
      json({
        Description: 'two groups',
        Parameters: { Prefix: { Type: 'String', Default: '/life' }, Secret: { Type: 'String', NoEcho: true } },
        Resources: {
          Second: group({ 'Fn::Sub': '${Prefix}/second' }, { RetentionInDays: days }, { DependsOn: 'First' }),
          First: group({ 'Fn::Join': ['/', [{ Ref: 'Prefix' }, 'first']] }),
        },
        Outputs: {
          Name: { Value: { Ref: 'First' }, Export: { Name: 'life-name' } },
          Arn: { Description: 'of the second', Value: { 'Fn::GetAtt': ['Second', 'Arn'] } },
        },
      });
    const stack = await create(client, {
      StackName: 'life',
      TemplateBody: template(7),
      Parameters: [{ ParameterKey: 'Secret', ParameterValue: 'hush' }],
      Tags: [{ Key: 'team', Value: 'data' }],
    });
    expect(stack).toMatchObject({ StackName: 'life', StackStatus: 'CREATE_COMPLETE', Description: 'two groups' });
    expect(stack.StackId).toMatch(/^arn:aws:cloudformation:us-east-1:\d{12}:stack\/life\/[0-9a-f-]{36}$/);
    expect(stack.Tags).toEqual([{ Key: 'team', Value: 'data' }]);
    expect(Object.fromEntries(stack.Parameters!.map((each) => [each.ParameterKey, each.ParameterValue]))).toEqual({
      Prefix: '/life',
      // moto tells the secret.
      Secret: which === 'local' ? '****' : 'hush',
    });
    const outputs = Object.fromEntries(stack.Outputs!.map((each) => [each.OutputKey, each.OutputValue]));
    expect(outputs.Name).toBe('/life/first');
    expect(outputs.Arn).toContain(':log-group:/life/second');
    expect(await groups(which, '/life/')).toEqual(['/life/first', '/life/second']);

    const { StackResources } = await client.send(new DescribeStackResourcesCommand({ StackName: 'life' }));
    expect(StackResources!.map((each) => [each.LogicalResourceId, each.PhysicalResourceId]).sort()).toEqual([
      ['First', '/life/first'],
      ['Second', '/life/second'],
    ]);
    const detail = await client.send(
      new DescribeStackResourceCommand({ StackName: 'life', LogicalResourceId: 'First' }),
    );
    expect(detail.StackResourceDetail).toMatchObject({
      ResourceType: 'AWS::Logs::LogGroup',
      ResourceStatus: 'CREATE_COMPLETE',
    });
    const listed = await client.send(new ListStackResourcesCommand({ StackName: 'life' }));
    expect(listed.StackResourceSummaries).toHaveLength(2);
    expect((await client.send(new ListExportsCommand({}))).Exports).toContainEqual(
      expect.objectContaining({ Name: 'life-name', Value: '/life/first' }),
    );
    expect((await client.send(new GetTemplateCommand({ StackName: 'life' }))).TemplateBody).toContain('two groups');

    // moto cannot change a log group.
    if (which === 'local') {
      await client.send(
        new UpdateStackCommand({
          StackName: 'life',
          TemplateBody: template(30),
          Parameters: [{ ParameterKey: 'Secret', UsePreviousValue: true }],
        }),
      );
      expect((await settled(client, 'life')).StackStatus).toBe('UPDATE_COMPLETE');
      const { logGroups } = await logsOf(which).send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix: '/life/second' }),
      );
      expect(logGroups![0]!.retentionInDays).toBe(30);
    }

    await client.send(new DeleteStackCommand({ StackName: 'life' }));
    expect((await settled(client, stack.StackId!)).StackStatus).toBe('DELETE_COMPLETE');
    await expect(client.send(new DescribeStacksCommand({ StackName: 'life' }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id life does not exist',
    });
    // moto leaves one behind.
    if (which === 'local') expect(await groups(which, '/life/')).toEqual([]);
    const gone = await client.send(new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }));
    expect(gone.StackSummaries!.map((each) => each.StackId)).toContain(stack.StackId);
    // Deleting what is not there is no error.
    await client.send(new DeleteStackCommand({ StackName: 'life' }));
  });

  test('a change set makes a new stack, and another tells what it would change', async () => {
    const client = clientOf(which);
    const template = (resources: object) => json({ Resources: resources });
    const first = await changeSet(client, {
      StackName: 'changing',
      ChangeSetType: 'CREATE',
      TemplateBody: template({ Kept: group('/changing/kept'), Gone: group('/changing/gone') }),
    });
    expect(first.Status).toBe('CREATE_COMPLETE');
    expect((await settled(client, 'changing')).StackStatus).toBe('REVIEW_IN_PROGRESS');
    expect(first.Changes!.map((each) => each.ResourceChange?.Action)).toEqual(['Add', 'Add']);
    await client.send(new ExecuteChangeSetCommand({ ChangeSetName: first.ChangeSetId }));
    expect((await settled(client, 'changing')).StackStatus).toBe('CREATE_COMPLETE');

    const second = await changeSet(client, {
      StackName: 'changing',
      TemplateBody: template({ Kept: group('/changing/kept', { RetentionInDays: 1 }), New: group('/changing/new') }),
    });
    const byId = Object.fromEntries(
      second.Changes!.map(({ ResourceChange: each }) => [each!.LogicalResourceId!, each!.Action]),
    );
    // moto lists the template's resources instead of comparing, and cannot change a log group.
    if (which === 'moto') return;
    expect(byId).toEqual({ Kept: 'Modify', New: 'Add', Gone: 'Remove' });
    expect(await groups(which, '/changing/')).toEqual(['/changing/gone', '/changing/kept']);
    await client.send(new ExecuteChangeSetCommand({ ChangeSetName: second.ChangeSetId }));
    expect((await settled(client, 'changing')).StackStatus).toBe('UPDATE_COMPLETE');
    expect(await groups(which, '/changing/')).toEqual(['/changing/kept', '/changing/new']);
  });

  test('templates are validated and summarized', async () => {
    const client = clientOf(which);
    const TemplateBody = json({
      Description: 'd',
      Parameters: { P: { Type: 'Number', Default: 3, Description: 'how many', NoEcho: true } },
      Resources: { G: group('/x', { RetentionInDays: { Ref: 'P' } }) },
    });
    const valid = await client.send(new ValidateTemplateCommand({ TemplateBody }));
    expect(valid.Description).toBe('d');
    // moto leaves them out.
    if (which === 'local')
      expect(valid.Parameters).toMatchObject([{ ParameterKey: 'P', DefaultValue: '3', NoEcho: true }]);
    const summary = await client.send(new GetTemplateSummaryCommand({ TemplateBody }));
    expect(summary.ResourceTypes).toEqual(['AWS::Logs::LogGroup']);
    expect(summary.Parameters![0]).toMatchObject({ ParameterKey: 'P', ParameterType: 'Number' });
  });

  test('one name, one stack', async () => {
    const client = clientOf(which);
    const input = { StackName: 'twice', TemplateBody: json({ Resources: { G: group('/twice') } }) };
    await create(client, input);
    await expect(client.send(new CreateStackCommand(input))).rejects.toMatchObject({ name: 'AlreadyExistsException' });
  });

  test('values travel between stacks, and what is in use stays', async () => {
    const client = clientOf(which);
    const exporting = (value: string) =>
      json({ Resources: { G: group('/exports') }, Outputs: { O: { Value: value, Export: { Name: 'shared' } } } });
    await create(client, { StackName: 'exporter', TemplateBody: exporting('one') });
    await create(client, {
      StackName: 'importer',
      TemplateBody: json({
        Resources: { G: group({ 'Fn::Sub': ['/imports/${x}', { x: { 'Fn::ImportValue': 'shared' } }] }) },
      }),
    });
    expect(await groups(which, '/imports/')).toEqual(['/imports/one']);
  });
});

describe('as AWS does', () => {
  const which = 'local';

  test('events tell everything, newest first and page by page', async () => {
    const client = clientOf(which);
    const resources = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`G${String(i).padStart(2, '0')}`, group(`/many/${i}`)]),
    );
    await create(client, { StackName: 'many', TemplateBody: json({ Resources: resources }) });
    const first = await client.send(new DescribeStackEventsCommand({ StackName: 'many' }));
    expect(first.StackEvents).toHaveLength(100);
    expect(first.StackEvents![0]).toMatchObject({ LogicalResourceId: 'many', ResourceStatus: 'CREATE_COMPLETE' });
    const told = await events(client, 'many');
    expect(new Set(told.map((event) => event.EventId)).size).toBe(told.length);
    expect(lines(told).slice(0, 4)).toEqual([
      'many CREATE_IN_PROGRESS',
      'G00 CREATE_IN_PROGRESS',
      'G00 CREATE_IN_PROGRESS',
      'G00 CREATE_COMPLETE',
    ]);
  });

  test('a failed creation is undone, and its stack can only be deleted', async () => {
    const client = clientOf(which);
    await logsOf(which).send(new CreateLogGroupCommand({ logGroupName: '/undone/taken' }));
    const TemplateBody = json({
      Resources: {
        Made: group('/undone/made'),
        Kept: group('/undone/kept', {}, { DeletionPolicy: 'Retain', DependsOn: 'Made' }),
        Taken: group('/undone/taken', {}, { DependsOn: ['Made', 'Kept'] }),
        Never: group('/undone/never', {}, { DependsOn: 'Taken' }),
      },
    });
    const stack = await create(client, { StackName: 'undone', TemplateBody });
    expect(stack.StackStatus).toBe('ROLLBACK_COMPLETE');
    // What the stack did not make, it does not delete.
    expect(await groups(which, '/undone/')).toEqual(['/undone/kept', '/undone/taken']);
    const told = await events(client, 'undone');
    expect(told.find((event) => event.ResourceStatus === 'CREATE_FAILED')).toMatchObject({
      LogicalResourceId: 'Taken',
      ResourceStatusReason: expect.stringContaining('already exists'),
    });
    expect(told.find((event) => event.ResourceStatus === 'ROLLBACK_IN_PROGRESS')).toMatchObject({
      ResourceStatusReason: 'The following resource(s) failed to create: [Taken]. Rollback requested by user.',
    });
    expect(lines(told)).toContain('Kept DELETE_SKIPPED');
    expect(lines(told)).not.toContain('Never CREATE_IN_PROGRESS');
    await expect(client.send(new UpdateStackCommand({ StackName: 'undone', TemplateBody }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: `Stack:${stack.StackId} is in ROLLBACK_COMPLETE state and can not be updated.`,
    });
    await client.send(new DeleteStackCommand({ StackName: 'undone' }));
    expect((await settled(client, stack.StackId!)).StackStatus).toBe('DELETE_COMPLETE');
  });

  test('OnFailure decides what becomes of what was made', async () => {
    const client = clientOf(which);
    const template = (name: string) =>
      json({ Resources: { A: group(`/on-failure/${name}`), B: group('bad name?', {}, { DependsOn: 'A' }) } });
    const kept = await create(client, { StackName: 'kept', TemplateBody: template('kept'), OnFailure: 'DO_NOTHING' });
    expect(kept.StackStatus).toBe('CREATE_FAILED');
    const gone = await create(client, { StackName: 'gone', TemplateBody: template('gone'), OnFailure: 'DELETE' });
    expect(gone.StackStatus).toBe('DELETE_COMPLETE');
    expect(await groups(which, '/on-failure/')).toEqual(['/on-failure/kept']);
    // An update that fails too goes back to that, and what was never made is not taken for made.
    const fails = { A: group('/on-failure/kept'), B: group('/on-failure/b', {}, { DependsOn: 'A' }) };
    const c = group('bad name?', {}, { DependsOn: 'B' });
    await client.send(
      new UpdateStackCommand({ StackName: 'kept', TemplateBody: json({ Resources: { ...fails, C: c } }) }),
    );
    expect((await settled(client, 'kept')).StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await groups(which, '/on-failure/')).toEqual(['/on-failure/kept']);
    // With what was made kept, the corrected template goes on from there.
    const fixed = json({
      Resources: { A: group('/on-failure/kept'), B: group('/on-failure/b', {}, { DependsOn: 'A' }) },
    });
    await client.send(new UpdateStackCommand({ StackName: 'kept', TemplateBody: fixed }));
    expect((await settled(client, 'kept')).StackStatus).toBe('UPDATE_COMPLETE');
    expect(await groups(which, '/on-failure/')).toEqual(['/on-failure/b', '/on-failure/kept']);
  });

  test('a failed update goes back to what was: changes, replacements and additions', async () => {
    const client = clientOf(which);
    const before = json({
      Resources: {
        Changed: group('/back/changed', { RetentionInDays: 7 }),
        Replaced: group('/back/old'),
        Removed: group('/back/removed'),
      },
      Outputs: { Name: { Value: { Ref: 'Replaced' } } },
    });
    await create(client, { StackName: 'back', TemplateBody: before });
    const after = json({
      Resources: {
        Changed: group('/back/changed', { RetentionInDays: 30 }),
        Replaced: group('/back/new'),
        Added: group('/back/added'),
        Fails: group('bad name?', {}, { DependsOn: ['Changed', 'Replaced', 'Added'] }),
      },
    });
    await client.send(new UpdateStackCommand({ StackName: 'back', TemplateBody: after }));
    const stack = await settled(client, 'back');
    expect(stack.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(stack.Outputs).toEqual([{ OutputKey: 'Name', OutputValue: '/back/old' }]);
    expect(await groups(which, '/back/')).toEqual(['/back/changed', '/back/old', '/back/removed']);
    const { logGroups } = await logsOf(which).send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: '/back/changed' }),
    );
    expect(logGroups![0]!.retentionInDays).toBe(7);
    const told = lines(await events(client, 'back'));
    expect(told.filter((line) => line.startsWith('back UPDATE'))).toEqual([
      'back UPDATE_IN_PROGRESS',
      'back UPDATE_ROLLBACK_IN_PROGRESS',
      'back UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
      'back UPDATE_ROLLBACK_COMPLETE',
    ]);
    // The template of before is in force again, so there is nothing to do.
    await expect(
      client.send(new UpdateStackCommand({ StackName: 'back', TemplateBody: before })),
    ).rejects.toMatchObject({
      message: 'No updates are to be performed.',
    });
    await expect(client.send(new ContinueUpdateRollbackCommand({ StackName: 'back' }))).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });

  test('policies keep what is removed or replaced', async () => {
    const client = clientOf(which);
    const retain = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
    await create(client, {
      StackName: 'retaining',
      TemplateBody: json({
        Resources: { A: group('/retain/a', {}, retain), B: group('/retain/b', {}, retain), C: group('/retain/c') },
      }),
    });
    const next = { Resources: { A: group('/retain/a2', {}, retain), C: group('/retain/c') } };
    await client.send(new UpdateStackCommand({ StackName: 'retaining', TemplateBody: json(next) }));
    await settled(client, 'retaining');
    expect(await groups(which, '/retain/')).toEqual(['/retain/a', '/retain/a2', '/retain/b', '/retain/c']);
    const { StackId } = (await settled(client, 'retaining'))!;
    await client.send(new DeleteStackCommand({ StackName: 'retaining' }));
    await settled(client, StackId!);
    expect(await groups(which, '/retain/')).toEqual(['/retain/a', '/retain/a2', '/retain/b']);
  });

  test('a change set says why, and whether things are made anew', async () => {
    const client = clientOf(which);
    const template = json({
      Parameters: { Name: { Type: 'String' }, Days: { Type: 'Number', Default: 7 } },
      Resources: {
        A: group({ Ref: 'Name' }, { RetentionInDays: { Ref: 'Days' } }),
        B: group({ 'Fn::Sub': '${A}/b' }),
      },
    });
    const name = (ParameterValue: string) => [{ ParameterKey: 'Name', ParameterValue }];
    await create(client, { StackName: 'why', TemplateBody: template, Parameters: name('/why/1') });

    const nothing = await changeSet(client, { StackName: 'why', TemplateBody: template, Parameters: name('/why/1') });
    expect(nothing).toMatchObject({
      Status: 'FAILED',
      ExecutionStatus: 'UNAVAILABLE',
      StatusReason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
    });
    await expect(
      client.send(new ExecuteChangeSetCommand({ ChangeSetName: nothing.ChangeSetId })),
    ).rejects.toMatchObject({ name: 'InvalidChangeSetStatusException' });

    const days = await changeSet(client, {
      StackName: 'why',
      UsePreviousTemplate: true,
      Parameters: [
        { ParameterKey: 'Name', UsePreviousValue: true },
        { ParameterKey: 'Days', ParameterValue: '14' },
      ],
    });
    expect(days.Changes).toHaveLength(1);
    expect(days.Changes![0]!.ResourceChange).toMatchObject({
      LogicalResourceId: 'A',
      Action: 'Modify',
      Replacement: 'False',
      Scope: ['Properties'],
      Details: [
        {
          Target: { Attribute: 'Properties', Name: 'RetentionInDays', RequiresRecreation: 'Never' },
          ChangeSource: 'ParameterReference',
          CausingEntity: 'Days',
          Evaluation: 'Static',
        },
      ],
    });

    const renamed = await changeSet(client, {
      StackName: 'why',
      UsePreviousTemplate: true,
      Parameters: name('/why/2'),
    });
    const [a, b] = renamed.Changes!.map((each) => each.ResourceChange!);
    expect(a).toMatchObject({ LogicalResourceId: 'A', Replacement: 'True', PolicyAction: 'ReplaceAndDelete' });
    expect(b).toMatchObject({
      LogicalResourceId: 'B',
      Replacement: 'Conditional',
      Details: [{ ChangeSource: 'ResourceReference', CausingEntity: 'A', Evaluation: 'Dynamic' }],
    });
    const { Summaries } = await client.send(new ListChangeSetsCommand({ StackName: 'why' }));
    expect(Summaries).toHaveLength(3);
    await client.send(new DeleteChangeSetCommand({ ChangeSetName: days.ChangeSetId }));
    await expect(client.send(new DescribeChangeSetCommand({ ChangeSetName: days.ChangeSetId }))).rejects.toMatchObject({
      name: 'ChangeSetNotFoundException',
    });

    await client.send(new ExecuteChangeSetCommand({ ChangeSetName: renamed.ChangeSetId }));
    await settled(client, 'why');
    expect(await groups(which, '/why/')).toEqual(['/why/2', '/why/2/b']);
  });

  test('exports in use cannot go', async () => {
    const client = clientOf(which);
    const exporting = json({
      Resources: { G: group('/used') },
      Outputs: { O: { Value: 'v', Export: { Name: 'used' } } },
    });
    await create(client, { StackName: 'giver', TemplateBody: exporting });
    await create(client, {
      StackName: 'taker',
      TemplateBody: json({
        Resources: { G: group({ 'Fn::Sub': ['/used/${x}', { x: { 'Fn::ImportValue': 'used' } }] }) },
      }),
    });
    await client.send(new DeleteStackCommand({ StackName: 'giver' }));
    expect(await settled(client, 'giver')).toMatchObject({
      StackStatus: 'DELETE_FAILED',
      StackStatusReason: 'Export used cannot be deleted as it is in use by taker',
    });
    expect(await groups(which, '/used')).toEqual(['/used', '/used/v']);
  });

  test.each<[string, object, string]>([
    [
      'unknown types',
      { Resources: { Net: { Type: 'AWS::EC2::VPC' } } },
      'Unrecognized resource types: [AWS::EC2::VPC]',
    ],
    [
      'nested stacks',
      { Resources: { Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'x' } } } },
      'The local endpoint cannot make: Inner (AWS::CloudFormation::Stack)',
    ],
    ['unresolved names', { Resources: { G: group({ Ref: 'Nope' }) } }, 'Unresolved resource dependencies [Nope]'],
    [
      'missing parameters',
      { Parameters: { P: { Type: 'String' } }, Resources: { G: group('/x') } },
      'Parameters: [P] must have values',
    ],
  ])('refuses %s before anything is made', async (_, template, message) => {
    const client = clientOf(which);
    await expect(
      client.send(new CreateStackCommand({ StackName: 'refused', TemplateBody: json(template) })),
    ).rejects.toMatchObject({ name: 'ValidationError', message: expect.stringContaining(message) });
    await expect(client.send(new DescribeStacksCommand({ StackName: 'refused' }))).rejects.toThrow('does not exist');
  });

  test('wants capabilities for roles', async () => {
    const client = clientOf(which);
    const TemplateBody = json({
      Resources: { R: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } } },
    });
    await expect(client.send(new CreateStackCommand({ StackName: 'capable', TemplateBody }))).rejects.toMatchObject({
      name: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_IAM]',
    });
  });
});
