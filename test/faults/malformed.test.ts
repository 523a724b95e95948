/** Templates and state machines that are none, deployed over a stack that works: the place is named, the stack stays whole. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  GetTemplateCommand,
  ListStackResourcesCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeStateMachineCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endpointFileSchema } from '../../src/core/endpointFile.ts';
import { silentLog } from '../../src/core/log.ts';
import { connectionTo, endpointStatus } from '../../src/platform/connections/localEndpoint.ts';
import { createCtx, withGrant } from '../../src/platform/createCtx.ts';
import { deployPipeline } from '../../src/platform/workspace/deployPipeline.ts';
import { type StrataCli, strataCli } from '../support/strataCli.ts';

const never = new AbortController().signal;

const good = {
  template: `Parameters:
  Level: { Type: String, AllowedValues: [one, two], Default: one }
Resources:
  Lake:
    Type: AWS::S3::Bucket
    Properties: { BucketName: lake, Tags: [{ Key: level, Value: !Ref Level }] }
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineName: machine
      RoleArn: arn:aws:iam::000000000000:role/any
      DefinitionS3Location: machine.asl.json
`,
  machine: '{\n  "StartAt": "Only",\n  "States": {\n    "Only": { "Type": "Pass", "End": true }\n  }\n}\n',
};

let strata: StrataCli;
let folder: string;
beforeAll(async () => {
  strata = strataCli();
  folder = path.join(strata.root, 'pipe');
  await mkdir(folder);
  await strata.run('up');
  await write(good);
  await deploy();
});
afterAll(() => strata?.[Symbol.asyncDispose]());

async function write(files: Partial<typeof good>): Promise<void> {
  await writeFile(path.join(folder, 'template.yaml'), files.template ?? good.template);
  await writeFile(path.join(folder, 'machine.asl.json'), files.machine ?? good.machine);
}

async function fileOfEndpoint() {
  const status = await endpointStatus(strata.root, never);
  return endpointFileSchema.parse(status.file);
}

/** What `strata deploy pipe` does. */
async function deploy(parameters: Record<string, string> = {}): Promise<unknown> {
  const connection = connectionTo(await fileOfEndpoint());
  const ctx = createCtx({ connection, workspace: { root: strata.root, trusted: true }, report() {}, log: silentLog });
  using _clients = ctx.aws;
  const target = {
    folder,
    declared: { version: 1 },
    stack: 'pipe',
    template: path.join(folder, 'template.yaml'),
  } as const;
  return await withGrant(ctx, 'destroy', undefined, (granted) =>
    deployPipeline(granted, target, parameters, {}, never),
  );
}

async function clients() {
  const { url: endpoint, region, accessKeyId, secretAccessKey } = await fileOfEndpoint();
  const configuration = { endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 };
  return {
    cloudFormation: new CloudFormationClient(configuration),
    s3: new S3Client({ ...configuration, forcePathStyle: true }),
    states: new SFNClient(configuration),
  };
}

/** All that the stack is: its state, its template, its resources and what they are. */
async function stackAsItIs() {
  const { cloudFormation, s3, states } = await clients();
  const stack = { StackName: 'pipe' };
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand(stack));
  const { TemplateBody } = await cloudFormation.send(new GetTemplateCommand(stack));
  const { StackResourceSummaries = [] } = await cloudFormation.send(new ListStackResourcesCommand(stack));
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({}));
  const stateMachineArn = stateMachines[0]?.stateMachineArn;
  const { definition } = await states.send(new DescribeStateMachineCommand({ stateMachineArn }));
  return {
    works: /^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(Stacks![0]!.StackStatus!),
    parameters: Stacks![0]!.Parameters,
    template: TemplateBody,
    resources: StackResourceSummaries.map((each) => [each.LogicalResourceId, each.PhysicalResourceId]),
    broken: StackResourceSummaries.filter((each) => !each.ResourceStatus!.endsWith('_COMPLETE')),
    buckets: Buckets.map(({ Name }) => Name),
    machines: stateMachines.map(({ name }) => name),
    definition,
  };
}

const added = (text: string) => ({ template: good.template + text });
const bucket = (name: string, more = '') => `  ${name}:\n    Type: AWS::S3::Bucket\n${more}`;

const malformed: readonly [what: string, files: Partial<typeof good>, message: RegExp][] = [
  ['YAML that is none', added('  Broken: [\n'), /^template\.yaml:1[3-5]: /],
  ['a tag that nobody knows', added(bucket('New', '    Properties: { BucketName: !Nope x }\n')), /Nope/],
  ['no template at all', { template: 'just words\n' }, /Template format error: unsupported structure/],
  ['a type that nobody knows', added('  New: { Type: AWS::Nope::Thing }\n'), /AWS::Nope::Thing/],
  ['a resource without a type', added('  New: { Properties: {} }\n'), /New/],
  ['a reference to nothing', added(bucket('New', '    Properties: { BucketName: !Ref Gone }\n')), /Gone/],
  [
    'resources that wait for each other',
    added(`${bucket('New', '    DependsOn: Other\n')}${bucket('Other', '    DependsOn: New\n')}`),
    /^Circular dependency between resources: \[New, Other\]$/,
  ],
  [
    'a parameter without a value',
    { template: good.template.replace('Parameters:', 'Parameters:\n  Day: { Type: String }') },
    /Parameters: \[Day\] must have values/,
  ],
  [
    'a local file that is not there',
    { template: good.template.replace('machine.asl.json', 'gone.asl.json') },
    /There is no file gone\.asl\.json, the DefinitionS3Location of Machine/,
  ],
  ['a property that the type does not have', added(bucket('New', '    Properties: { Colour: red }\n')), /New.*Colour/s],
  [
    'a bucket that cannot be',
    added(bucket('New', '    Properties: { BucketName: No Bucket }\n')),
    /New \(AWS::S3::Bucket\)/,
  ],
  [
    'ASL that is no JSON',
    { machine: '{\n  "StartAt": "Only",\n' },
    /Machine \(AWS::StepFunctions::StateMachine\).*JSON/s,
  ],
  [
    'a state of no known type',
    { machine: good.machine.replace('Pass', 'Jump') },
    /Machine \(AWS::StepFunctions::StateMachine\).*\/States\/Only/s,
  ],
  [
    'a state without an end',
    { machine: good.machine.replace(', "End": true', '') },
    /Machine \(AWS::StepFunctions::StateMachine\).*\/States\/Only/s,
  ],
  [
    'a next state that is not there',
    { machine: good.machine.replace('"End": true', '"Next": "Gone"') },
    /Machine \(AWS::StepFunctions::StateMachine\).*Gone/s,
  ],
  [
    'a bucket that is made before a machine that is none: it is taken back',
    {
      template: `${good.template.replace('    Type: AWS::StepFunctions', '    DependsOn: New\n    Type: AWS::StepFunctions')}${bucket('New', '    Properties: { BucketName: new-one }\n')}`,
      machine: '{}',
    },
    /Machine \(AWS::StepFunctions::StateMachine\)/,
  ],
];

describe('a deployment over a stack that works', () => {
  test.each(malformed)('%s', async (_, files, message) => {
    const before = await stackAsItIs();
    await write(files);
    await expect(deploy()).rejects.toMatchObject({ name: 'AppError', message: expect.stringMatching(message) });
    expect(await stackAsItIs()).toEqual({ ...before, works: true, broken: [] });
  });

  test('a value that a parameter does not take', async () => {
    const before = await stackAsItIs();
    await write(good);
    await expect(deploy({ Level: 'three' })).rejects.toThrow("Parameter 'Level' must be one of AllowedValues");
    expect(await stackAsItIs()).toEqual(before);
  });

  test('the command line says the same, and the next good deployment goes through', async () => {
    await write(added('  Broken: [\n'));
    const { code, stdout, stderr } = await strata.run('deploy', 'pipe');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/template\.yaml:1[3-5]: /);
    await write({ machine: good.machine.replaceAll('Only', 'Once') });
    expect(await deploy()).toMatchObject({ changed: true });
    expect((await stackAsItIs()).definition).toContain('Once');
  });
});

describe('the API of CloudFormation', () => {
  test.each([
    ['a type that nobody knows', 'Resources: { New: { Type: AWS::Nope::Thing } }', /AWS::Nope::Thing/],
    ['a reference to nothing', 'Resources: { New: { Type: AWS::S3::Bucket, DependsOn: Gone } }', /Gone/],
    [
      'a parameter without a value',
      'Parameters: { Day: { Type: String } }\nResources: { New: { Type: AWS::S3::Bucket } }',
      /Day/,
    ],
    [
      'an output of nothing',
      'Resources: { New: { Type: AWS::S3::Bucket } }\nOutputs: { O: { Value: !GetAtt Gone.Arn } }',
      /Gone/,
    ],
    ['a condition of nothing', 'Resources: { New: { Type: AWS::S3::Bucket, Condition: Gone } }', /Gone/],
    ['nothing in it', 'Resources: {}', /Resources/],
  ])('an update by a template with %s is refused, and changes nothing', async (_, TemplateBody, message) => {
    const before = await stackAsItIs();
    const { cloudFormation } = await clients();
    await expect(
      cloudFormation.send(new UpdateStackCommand({ StackName: 'pipe', TemplateBody })),
    ).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringMatching(message),
    });
    expect(await stackAsItIs()).toEqual(before);
  });
});
