import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type DeployOptions,
  type DeployProgress,
  deleteStack,
  deployTemplate,
} from '../../src/platform/workspace/template/deployTemplate.ts';
import { packageTemplate } from '../../src/platform/workspace/template/packageTemplate.ts';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { tempFolder } from '../support/tempFolder.ts';

const { signal } = new AbortController();
let endpoint: TestEndpoint;
let cfn: CloudFormationClient;
let s3: S3Client;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  cfn = new CloudFormationClient(endpoint.client);
  s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket: 'artifacts' }));
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

const template = `
Parameters:
  Level: { Type: String, Default: one }
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub deployed-\${AWS::AccountId}
      Tags: [{ Key: level, Value: !Ref Level }]
      PublicAccessBlockConfiguration: { BlockPublicAcls: "true" }
      LifecycleConfiguration:
        Rules: [{ Id: old, Status: Enabled, Prefix: tmp/, ExpirationInDays: 1 }]
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Version: 2012-10-17
        Statement: [{ Effect: Deny, Principal: "*", Action: s3:*, Resource: !GetAtt Bucket.Arn }]
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: { Version: 2012-10-17, Statement: [] }
      Policies:
        - PolicyName: read
          PolicyDocument: { Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: !Sub "\${Bucket.Arn}/*" }] }
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      StateMachineName: deployed
      RoleArn: !GetAtt Role.Arn
      DefinitionS3Location: machine.asl.json
      DefinitionSubstitutions: { Text: 'says "hi"', Bucket: !Ref Bucket }
Outputs:
  BucketName: { Value: !Ref Bucket }
  Machine: { Value: !Ref Machine }
`;

async function deploy(body: string, options: Partial<DeployOptions> = {}) {
  const progress: DeployProgress[] = [];
  const all: DeployOptions = {
    stackName: 'deployed',
    template: { body },
    parameters: {},
    capabilities: ['CAPABILITY_IAM'],
    tags: {},
    pollMilliseconds: 20,
    ...options,
  };
  for await (const step of deployTemplate(cfn, all, signal)) progress.push(step);
  return progress;
}

test('a template with local paths is packaged, deployed, changed and deleted', async () => {
  await using folder = tempFolder();
  const templateFile = path.join(folder.path, 'template.yaml');
  await mkdir(folder.path, { recursive: true });
  await writeFile(templateFile, template);
  const definition = {
    StartAt: 'Only',
    States: { Only: { Type: 'Pass', Result: { text: '${Text}', bucket: '${Bucket}' }, End: true } },
  };
  await writeFile(path.join(folder.path, 'machine.asl.json'), JSON.stringify(definition));
  const { body } = await packageTemplate(
    {
      templateFile,
      bucket: 'artifacts',
      upload: async (Key, Body) => void (await s3.send(new PutObjectCommand({ Bucket: 'artifacts', Key, Body }))),
    },
    signal,
  );

  const first = await deploy(body);
  const changes = first.find((step) => step.kind === 'changes');
  expect(changes?.changes.map((change) => change.LogicalResourceId)).toEqual(['Bucket', 'Policy', 'Role', 'Machine']);
  const told = first.flatMap((step) => (step.kind === 'event' ? [step.event] : []));
  expect(told[0]).toMatchObject({ LogicalResourceId: 'deployed', ResourceStatus: 'CREATE_IN_PROGRESS' });
  expect(told.at(-1)).toMatchObject({ LogicalResourceId: 'deployed', ResourceStatus: 'CREATE_COMPLETE' });
  const end = first.at(-1);
  if (end?.kind !== 'finished') throw new Error('it did not finish');
  const bucket = end.outputs.BucketName!;
  expect(end).toMatchObject({ changed: true, status: 'CREATE_COMPLETE' });
  const { Stacks } = await cfn.send(new DescribeStacksCommand({ StackName: 'deployed' }));
  const outputs = Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]);
  expect(Object.fromEntries(outputs ?? [])).toEqual(end.outputs);

  const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
  expect(JSON.parse(Policy!)).toMatchObject({
    Version: '2012-10-17',
    Statement: [{ Resource: `arn:aws:s3:::${bucket}` }],
  });
  const machine = await new SFNClient(endpoint.client).send(
    new DescribeStateMachineCommand({ stateMachineArn: end.outputs.Machine }),
  );
  expect(JSON.parse(machine.definition!).States.Only.Result).toEqual({ text: 'says "hi"', bucket });
  const role = machine.roleArn!.split('/').at(-1);
  expect(role).toMatch(/^deployed-Role-[0-9A-Z]{12}$/);
  const iam = new IAMClient(endpoint.client);
  const inline = await iam.send(new GetRolePolicyCommand({ RoleName: role, PolicyName: 'read' }));
  expect(decodeURIComponent(inline.PolicyDocument!)).toContain(`arn:aws:s3:::${bucket}/*`);

  expect(await deploy(body)).toEqual([expect.objectContaining({ kind: 'finished', changed: false })]);

  await deploy(body, { parameters: { Level: 'two' } });
  const tags = await s3.send(new GetBucketTaggingCommand({ Bucket: bucket }));
  expect(tags.TagSet).toEqual([{ Key: 'level', Value: 'two' }]);
  // What is not given stays as it is.
  expect((await deploy(body)).at(-1)).toMatchObject({ changed: false });

  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'data', Body: 'x' }));
  await expect(Array.fromAsync(deleteStack(cfn, 'deployed', signal, 20))).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringContaining('Bucket (AWS::S3::Bucket)'),
  });
  await s3.send(new HeadBucketCommand({ Bucket: bucket }));
});

test('a failing resource is named, and a stack that never worked can be replaced', async () => {
  const broken = (pattern: string) => `
Resources:
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::000000000000:role/x
      DefinitionString: '${pattern}'
`;
  const options = { stackName: 'broken' };
  await expect(deploy(broken('{"StartAt": "Nowhere"}'), options)).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringMatching(/ROLLBACK_COMPLETE.*Machine \(AWS::StepFunctions::StateMachine\)/s),
  });
  const good = broken('{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}');
  await expect(deploy(good, options)).rejects.toMatchObject({ code: 'conflict' });
  expect((await deploy(good, { ...options, deleteFailed: true })).at(-1)).toMatchObject({ status: 'CREATE_COMPLETE' });
});

test('a template too long for a request comes from S3', async () => {
  const long = `# ${'x'.repeat(60_000)}\nResources:\n  G: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: long } }\n`;
  await s3.send(new PutObjectCommand({ Bucket: 'artifacts', Key: 'long template.yaml', Body: long }));
  await expect(deploy(long, { stackName: 'long' })).rejects.toThrow('51200');
  for (const url of [
    'https://s3.us-east-1.amazonaws.com/artifacts/long%20template.yaml',
    'https://artifacts.s3.us-east-1.amazonaws.com/long%20template.yaml',
    `${endpoint.client.endpoint}/artifacts/long%20template.yaml`,
  ]) {
    const progress = await deploy('', { stackName: 'long', template: { url } });
    expect(progress.at(-1)).toMatchObject({ kind: 'finished', status: 'CREATE_COMPLETE' });
  }
  const missing = { url: 'https://artifacts.s3.amazonaws.com/none' };
  await expect(deploy('', { stackName: 'none', template: missing })).rejects.toThrow('S3 error:');
});

test('a layer is built of its requirements for Lambda, whatever this machine is; the same ones make the same zip', async () => {
  await using folder = tempFolder('strata-layer');
  const templateFile = path.join(folder.path, 'template.yaml');
  const layer = `
Resources:
  Driver:
    Type: AWS::Lambda::LayerVersion
    Metadata: { BuildMethod: python3.12 }
    Properties: { Content: driver/, CompatibleArchitectures: [arm64] }
`;
  await mkdir(path.join(folder.path, 'driver'));
  await writeFile(templateFile, layer);
  const uploaded = new Map<string, Uint8Array>();
  const upload = async (key: string, body: Uint8Array) => void uploaded.set(key, body);
  const pack = () => packageTemplate({ templateFile, bucket: 'artifacts', upload }, signal);
  await expect(pack()).rejects.toThrow('The layer Driver is to be built, and its folder has no requirements.txt.');
  await writeFile(path.join(folder.path, 'driver/requirements.txt'), 'psycopg2-binary==2.9.13\n');
  await pack();
  await pack();
  expect(uploaded.size).toBe(1);
  const [[, zip] = []] = uploaded;
  expect(Object.keys(unzipSync(zip!))).toContain('python/psycopg2/_psycopg.cpython-312-aarch64-linux-gnu.so');
});
