/** Every family of resource that a stack can have: made, changed and taken away through the service that owns it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AthenaClient, GetNamedQueryCommand, GetWorkGroupCommand } from '@aws-sdk/client-athena';
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeRuleCommand, EventBridgeClient, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import {
  GetClassifierCommand,
  GetCrawlerCommand,
  GetDatabaseCommand,
  GetJobCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTriggerCommand,
  GlueClient,
} from '@aws-sdk/client-glue';
import { GetPolicyVersionCommand, IAMClient, ListAttachedRolePoliciesCommand } from '@aws-sdk/client-iam';
import { GetFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateBucketCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetTopicAttributesCommand, ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';

let endpoint: TestEndpoint;
let cfn: CloudFormationClient;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  cfn = new CloudFormationClient(endpoint.client);
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

async function settled(StackName: string) {
  for (let i = 0; i < 800; i++) {
    const { Stacks } = await cfn.send(new DescribeStacksCommand({ StackName }));
    const [stack] = Stacks!;
    if (!stack!.StackStatus!.endsWith('_IN_PROGRESS')) return stack!;
    await sleep(25);
  }
  throw new Error(`${StackName} does not settle`);
}

async function reasons(StackName: string): Promise<string> {
  const { StackEvents } = await cfn.send(new DescribeStackEventsCommand({ StackName }));
  return StackEvents!
    .filter((event) => event.ResourceStatus!.endsWith('_FAILED'))
    .map((event) => `${event.LogicalResourceId}: ${event.ResourceStatusReason}`)
    .join('\n');
}

/** Makes the stack, changes it, and deletes it; between, looks at what there is. */
async function live(
  name: string,
  template: (step: 'first' | 'second') => object,
  check: (ids: Record<string, string>, step: 'first' | 'second', outputs: Record<string, string>) => Promise<void>,
  gone: ((ids: Record<string, string>) => Promise<unknown>)[],
) {
  const body = (step: 'first' | 'second') => ({
    StackName: name,
    TemplateBody: JSON.stringify(template(step)),
    Capabilities: ['CAPABILITY_NAMED_IAM' as const],
  });
  const ids = async () => {
    const { StackResources } = await cfn.send(new DescribeStackResourcesCommand({ StackName: name }));
    return Object.fromEntries(StackResources!.map((each) => [each.LogicalResourceId!, each.PhysicalResourceId!]));
  };
  const outputs = (stack: Awaited<ReturnType<typeof settled>>) =>
    Object.fromEntries((stack.Outputs ?? []).map((each) => [each.OutputKey!, each.OutputValue!]));
  await cfn.send(new CreateStackCommand(body('first')));
  const made = await settled(name);
  expect([made.StackStatus, await reasons(name)]).toEqual(['CREATE_COMPLETE', '']);
  await check(await ids(), 'first', outputs(made));
  await cfn.send(new UpdateStackCommand(body('second')));
  const changed = await settled(name);
  expect([changed.StackStatus, await reasons(name)]).toEqual(['UPDATE_COMPLETE', '']);
  const last = await ids();
  await check(last, 'second', outputs(changed));
  await cfn.send(new DeleteStackCommand({ StackName: name }));
  expect([(await settled(made.StackId!)).StackStatus, await reasons(made.StackId!)]).toEqual(['DELETE_COMPLETE', '']);
  for (const look of gone) await expect(look(last)).rejects.toThrow();
}

test('S3', async () => {
  const s3 = new S3Client(endpoint.client);
  await live(
    's3',
    (step) => ({
      Resources: {
        Bucket: {
          Type: 'AWS::S3::Bucket',
          Properties: {
            VersioningConfiguration: { Status: step === 'first' ? 'Enabled' : 'Suspended' },
            NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
            ...(step === 'first'
              ? {
                  BucketEncryption: {
                    ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
                  },
                }
              : { LifecycleConfiguration: { Rules: [{ Id: 'x', Status: 'Enabled', ExpirationInDays: '3' }] } }),
          },
        },
      },
    }),
    async ({ Bucket }, step) => {
      expect(Bucket).toMatch(/^s3-bucket-[0-9a-z]{12}$/);
      const versioning = await s3.send(new GetBucketVersioningCommand({ Bucket }));
      expect(versioning.Status).toBe(step === 'first' ? 'Enabled' : 'Suspended');
      const notifications = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
      expect(notifications.EventBridgeConfiguration).toEqual({});
      if (step === 'first') {
        const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
        expect(
          encryption.ServerSideEncryptionConfiguration!.Rules![0]!.ApplyServerSideEncryptionByDefault!.SSEAlgorithm,
        ).toBe('AES256');
      } else {
        const lifecycle = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
        expect(lifecycle.Rules![0]).toMatchObject({ ID: 'x', Expiration: { Days: 3 } });
      }
    },
    [({ Bucket }) => s3.send(new GetBucketVersioningCommand({ Bucket }))],
  );
});

const trust = { Version: '2012-10-17', Statement: [] };

test('IAM', async () => {
  const iam = new IAMClient(endpoint.client);
  await live(
    'iam',
    (step) => ({
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
        Managed: {
          Type: 'AWS::IAM::ManagedPolicy',
          Properties: {
            Roles: [{ Ref: 'Role' }],
            PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: step, Resource: '*' }] },
          },
        },
      },
    }),
    async ({ Role, Managed }, step) => {
      const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: Role }));
      expect(attached.AttachedPolicies!.map((each) => each.PolicyArn)).toEqual([Managed]);
      const VersionId = step === 'first' ? 'v1' : 'v2';
      const version = await iam.send(new GetPolicyVersionCommand({ PolicyArn: Managed, VersionId }));
      expect(decodeURIComponent(version.PolicyVersion!.Document!)).toContain(`"${step}"`);
    },
    [({ Role }) => iam.send(new ListAttachedRolePoliciesCommand({ RoleName: Role }))],
  );
});

test('Glue', async () => {
  const glue = new GlueClient(endpoint.client);
  const storage = {
    Columns: [{ Name: 'id', Type: 'bigint' }],
    Location: 's3://somewhere/t/',
    InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde', Parameters: { skip: 1 } },
  };
  const table = { DatabaseName: { Ref: 'Database' }, CatalogId: { Ref: 'AWS::AccountId' } };
  await live(
    'glue',
    (step) => ({
      Resources: {
        Database: {
          Type: 'AWS::Glue::Database',
          Properties: { CatalogId: { Ref: 'AWS::AccountId' }, DatabaseInput: { Name: 'types_db', Description: step } },
        },
        Table: {
          Type: 'AWS::Glue::Table',
          Properties: {
            ...table,
            TableInput: {
              Name: 't',
              Description: step,
              TableType: 'EXTERNAL_TABLE',
              PartitionKeys: [{ Name: 'day', Type: 'string' }],
              StorageDescriptor: storage,
            },
          },
        },
        Partition: {
          Type: 'AWS::Glue::Partition',
          Properties: {
            ...table,
            TableName: { Ref: 'Table' },
            PartitionInput: { Values: [step], StorageDescriptor: storage },
          },
        },
        Job: {
          Type: 'AWS::Glue::Job',
          Properties: {
            Role: 'arn:aws:iam::000000000000:role/x',
            Command: { Name: 'pythonshell', PythonVersion: '3.9', ScriptLocation: 's3://somewhere/x.py' },
            MaxCapacity: '0.0625',
            Timeout: step === 'first' ? 10 : '20',
          },
        },
        Classifier: {
          Type: 'AWS::Glue::Classifier',
          Properties: {
            CsvClassifier: { Name: 'types-csv', Delimiter: step === 'first' ? ',' : ';', ContainsHeader: 'PRESENT' },
          },
        },
        Crawler: {
          Type: 'AWS::Glue::Crawler',
          Properties: {
            Role: 'arn:aws:iam::000000000000:role/x',
            DatabaseName: { Ref: 'Database' },
            Classifiers: [{ Ref: 'Classifier' }],
            Targets: { S3Targets: [{ Path: `s3://somewhere/${step}/` }] },
          },
        },
        Trigger: {
          Type: 'AWS::Glue::Trigger',
          Properties: { Type: 'ON_DEMAND', Description: step, Actions: [{ JobName: { Ref: 'Job' } }] },
        },
      },
    }),
    async (ids, step) => {
      const database = await glue.send(new GetDatabaseCommand({ Name: ids.Database }));
      expect(database.Database!.Description).toBe(step);
      const found = await glue.send(new GetTableCommand({ DatabaseName: 'types_db', Name: 't' }));
      expect(found.Table).toMatchObject({
        Description: step,
        StorageDescriptor: { SerdeInfo: { Parameters: { skip: '1' } } },
      });
      const partitions = await glue.send(new GetPartitionsCommand({ DatabaseName: 'types_db', TableName: 't' }));
      expect(partitions.Partitions!.map((each) => each.Values)).toEqual([[step]]);
      const job = await glue.send(new GetJobCommand({ JobName: ids.Job }));
      expect(job.Job).toMatchObject({ MaxCapacity: 0.0625, Timeout: step === 'first' ? 10 : 20 });
      const crawler = await glue.send(new GetCrawlerCommand({ Name: ids.Crawler }));
      expect(crawler.Crawler!.Targets!.S3Targets![0]!.Path).toBe(`s3://somewhere/${step}/`);
      const classifier = await glue.send(new GetClassifierCommand({ Name: ids.Classifier }));
      expect(classifier.Classifier!.CsvClassifier!.Delimiter).toBe(step === 'first' ? ',' : ';');
      const trigger = await glue.send(new GetTriggerCommand({ Name: ids.Trigger }));
      expect(trigger.Trigger).toMatchObject({ Description: step, Actions: [{ JobName: ids.Job }] });
    },
    [
      ({ Database }) => glue.send(new GetDatabaseCommand({ Name: Database })),
      ({ Job }) => glue.send(new GetJobCommand({ JobName: Job })),
      ({ Crawler }) => glue.send(new GetCrawlerCommand({ Name: Crawler })),
      ({ Trigger }) => glue.send(new GetTriggerCommand({ Name: Trigger })),
      ({ Classifier }) => glue.send(new GetClassifierCommand({ Name: Classifier })),
    ],
  );
});

test('SNS', async () => {
  const sns = new SNSClient(endpoint.client);
  await live(
    'sns',
    (step) => ({
      Resources: {
        Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: step } },
        Subscription: {
          Type: 'AWS::SNS::Subscription',
          Properties: { TopicArn: { Ref: 'Topic' }, Protocol: 'email', Endpoint: `${step}@example.com` },
        },
        Policy: {
          Type: 'AWS::SNS::TopicPolicy',
          Properties: {
            Topics: [{ Ref: 'Topic' }],
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [
                {
                  Effect: 'Allow',
                  Principal: { Service: 'events.amazonaws.com' },
                  Action: 'sns:Publish',
                  Resource: { Ref: 'Topic' },
                },
              ],
            },
          },
        },
      },
      Outputs: { Name: { Value: { 'Fn::GetAtt': ['Topic', 'TopicName'] } } },
    }),
    async ({ Topic }, step, { Name }) => {
      const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn: Topic }));
      expect(Attributes!.DisplayName).toBe(step);
      expect(Attributes!.Policy).toContain('events.amazonaws.com');
      expect(Topic).toContain(Name);
      const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: Topic }));
      expect(Subscriptions!.map((each) => each.Endpoint)).toEqual([`${step}@example.com`]);
    },
    [({ Topic }) => sns.send(new GetTopicAttributesCommand({ TopicArn: Topic }))],
  );
});

test('EventBridge and its Scheduler', async () => {
  const events = new EventBridgeClient(endpoint.client);
  const scheduler = new SchedulerClient(endpoint.client);
  const target = {
    Arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:x',
    RoleArn: 'arn:aws:iam::000000000000:role/x',
  };
  const rule = (step: string, more: object) => ({
    Type: 'AWS::Events::Rule',
    Properties: {
      EventPattern: { source: [step] },
      State: 'ENABLED',
      Targets: [{ Id: step, ...target }],
      ...more,
    },
  });
  await live(
    'events',
    (step) => ({
      Resources: {
        Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'types-bus' } },
        Rule: rule(step, {}),
        OnBus: rule(step, { EventBusName: { Ref: 'Bus' }, Name: 'on-bus' }),
        Group: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: 'types-group' } },
        Schedule: {
          Type: 'AWS::Scheduler::Schedule',
          Properties: {
            GroupName: { Ref: 'Group' },
            FlexibleTimeWindow: { Mode: 'OFF' },
            ScheduleExpression: step === 'first' ? 'rate(1 day)' : 'cron(0 2 * * ? *)',
            ScheduleExpressionTimezone: 'America/Bogota',
            Target: { ...target, Input: '{}', RetryPolicy: { MaximumRetryAttempts: '2' } },
          },
        },
      },
    }),
    async ({ Rule, OnBus, Schedule }, step) => {
      const found = await events.send(new DescribeRuleCommand({ Name: Rule }));
      expect(JSON.parse(found.EventPattern!)).toEqual({ source: [step] });
      expect(OnBus).toBe('types-bus|on-bus');
      const { Targets } = await events.send(
        new ListTargetsByRuleCommand({ Rule: 'on-bus', EventBusName: 'types-bus' }),
      );
      expect(Targets!.map((each) => each.Id)).toEqual([step]);
      const schedule = await scheduler.send(new GetScheduleCommand({ Name: Schedule, GroupName: 'types-group' }));
      expect(schedule).toMatchObject({
        ScheduleExpression: step === 'first' ? 'rate(1 day)' : 'cron(0 2 * * ? *)',
        Target: { RetryPolicy: { MaximumRetryAttempts: 2 } },
      });
    },
    [
      ({ Rule }) => events.send(new DescribeRuleCommand({ Name: Rule })),
      ({ Schedule }) => scheduler.send(new GetScheduleCommand({ Name: Schedule, GroupName: 'types-group' })),
    ],
  );
});

test('Athena', async () => {
  const athena = new AthenaClient(endpoint.client);
  await live(
    'athena',
    (step) => ({
      Resources: {
        Group: {
          Type: 'AWS::Athena::WorkGroup',
          Properties: {
            Name: 'types-group',
            Description: step,
            RecursiveDeleteOption: true,
            WorkGroupConfiguration: {
              EnforceWorkGroupConfiguration: 'true',
              ResultConfiguration: { OutputLocation: `s3://somewhere/${step}/` },
            },
          },
        },
        Query: {
          Type: 'AWS::Athena::NamedQuery',
          Properties: { Database: 'default', Name: 'q', WorkGroup: { Ref: 'Group' }, QueryString: `SELECT '${step}'` },
        },
      },
    }),
    async ({ Group, Query }, step) => {
      const { WorkGroup } = await athena.send(new GetWorkGroupCommand({ WorkGroup: Group }));
      expect(WorkGroup).toMatchObject({
        Description: step,
        Configuration: {
          EnforceWorkGroupConfiguration: true,
          ResultConfiguration: { OutputLocation: `s3://somewhere/${step}/` },
        },
      });
      const query = await athena.send(new GetNamedQueryCommand({ NamedQueryId: Query }));
      expect(query.NamedQuery!.QueryString).toBe(`SELECT '${step}'`);
    },
    [({ Group }) => athena.send(new GetWorkGroupCommand({ WorkGroup: Group }))],
  );
});

test('Lambda', async () => {
  const lambda = new LambdaClient(endpoint.client);
  const s3 = new S3Client(endpoint.client);
  const { zipSync } = await import('fflate');
  await s3.send(new CreateBucketCommand({ Bucket: 'lambda-code' }));
  const layer = zipSync({ 'python/shared.py': Buffer.from('WORD = "layered"\n') });
  await s3.send(new PutObjectCommand({ Bucket: 'lambda-code', Key: 'layer.zip', Body: layer }));
  await live(
    'lambda',
    (step) => ({
      Resources: {
        Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } },
        Layer: {
          Type: 'AWS::Lambda::LayerVersion',
          Properties: { Content: { S3Bucket: 'lambda-code', S3Key: 'layer.zip' }, CompatibleRuntimes: ['python3.12'] },
        },
        Function: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Runtime: 'python3.12',
            Handler: 'index.handler',
            Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
            Layers: [{ Ref: 'Layer' }],
            Timeout: '30',
            Environment: { Variables: { STEP: step, COUNT: 3 } },
            Code: {
              ZipFile: `import os, shared\ndef handler(event, context):\n    return [shared.WORD, os.environ['STEP'], '${step}']\n`,
            },
          },
        },
        Permission: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            Action: 'lambda:InvokeFunction',
            FunctionName: { Ref: 'Function' },
            Principal: 'sns.amazonaws.com',
          },
        },
        Retries: {
          Type: 'AWS::Lambda::EventInvokeConfig',
          Properties: { FunctionName: { Ref: 'Function' }, Qualifier: '$LATEST', MaximumRetryAttempts: 0 },
        },
      },
      Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Function', 'Arn'] } } },
    }),
    async ({ Function: FunctionName }, step, { Arn }) => {
      const found = await lambda.send(new GetFunctionCommand({ FunctionName }));
      expect(found.Configuration).toMatchObject({
        FunctionArn: Arn,
        Timeout: 30,
        Environment: { Variables: { STEP: step, COUNT: '3' } },
      });
      const answer = await lambda.send(new InvokeCommand({ FunctionName }));
      expect(JSON.parse(Buffer.from(answer.Payload!).toString())).toEqual(['layered', step, step]);
    },
    [({ Function: FunctionName }) => lambda.send(new GetFunctionCommand({ FunctionName }))],
  );
});
