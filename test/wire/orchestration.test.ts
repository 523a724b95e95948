/** Step Functions, EventBridge and its Scheduler by boto3 and the aws CLI, unmodified. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { testPython } from '../support/python.ts';

const run = promisify(execFile);

let endpoint: TestEndpoint;
let python: string;
beforeAll(async () => {
  [endpoint, python] = await Promise.all([startTestEndpoint(), testPython()]);
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

async function inPython(...args: string[]): Promise<string> {
  const env = { ...process.env, ...endpoint.env, AWS_PAGER: '', PYTHONWARNINGS: 'ignore' };
  const { stdout } = await run(python, args, { env, maxBuffer: 50_000_000 });
  return stdout;
}

const script = async (text: string): Promise<unknown> => JSON.parse(await inPython('-c', text));
const aws = async (...args: string[]): Promise<unknown> => {
  const out = await inPython('-m', 'awscli', ...args);
  return out.trim() === '' ? undefined : (JSON.parse(out) as unknown);
};

test('boto3 runs a machine by hand, by a schedule and by a rule', async () => {
  const result = await script(`
import boto3, json, time, datetime
sfn, scheduler, events, s3 = (boto3.client(n) for n in ('stepfunctions', 'scheduler', 'events', 's3'))
role = 'arn:aws:iam::123456789012:role/r'
machine = {'StartAt': 'A', 'States': {'A': {'Type': 'Pass', 'End': True}}}
arn = sfn.create_state_machine(name='m', definition=json.dumps(machine), roleArn=role)['stateMachineArn']

def inputs():
    found = [e['executionArn'] for p in sfn.get_paginator('list_executions').paginate(stateMachineArn=arn) for e in p['executions']]
    return sorted((json.loads(sfn.describe_execution(executionArn=e)['input']).get('by') for e in found))

sfn.start_execution(stateMachineArn=arn, input='{"by": "hand"}')
scheduler.create_schedule(Name='s', ScheduleExpression='rate(1 hour)', FlexibleTimeWindow={'Mode': 'OFF'},
    StartDate=datetime.datetime.now(datetime.timezone.utc), Target={'Arn': arn, 'RoleArn': role, 'Input': '{"by": "schedule"}'})
s3.create_bucket(Bucket='watched')
s3.put_bucket_notification_configuration(Bucket='watched', NotificationConfiguration={'EventBridgeConfiguration': {}})
events.put_rule(Name='r', EventPattern=json.dumps({'source': ['aws.s3'], 'detail': {'bucket': {'name': ['watched']}}}))
events.put_targets(Rule='r', Targets=[{'Id': 't', 'Arn': arn, 'RoleArn': role, 'InputTransformer':
    {'InputPathsMap': {'key': '$.detail.object.key'}, 'InputTemplate': '{"by": "rule of <key>"}'}}])
s3.put_object(Bucket='watched', Key='a.csv', Body=b'a')
until = time.time() + 20
while len(inputs()) < 3 and time.time() < until: time.sleep(0.05)
schedule = scheduler.get_schedule(Name='s')
express = sfn.create_state_machine(name='e', type='EXPRESS', definition=json.dumps(machine), roleArn=role)['stateMachineArn']
sync = sfn.start_sync_execution(stateMachineArn=express, input='{"n": 1}')
print(json.dumps(dict(inputs=inputs(), started=schedule['StartDate'].tzinfo is not None, retry=schedule['Target']['RetryPolicy'],
  names=[x['Name'] for p in scheduler.get_paginator('list_schedules').paginate(NamePrefix='s') for x in p['Schedules']],
  rules=events.list_rule_names_by_target(TargetArn=arn)['RuleNames'], sync=sync['output'])))
`);
  expect(result).toEqual({
    inputs: ['hand', 'rule of a.csv', 'schedule'],
    started: true,
    retry: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
    names: ['s'],
    rules: ['r'],
    sync: '{"n":1}',
  });
});

test('the aws CLI does the same', async () => {
  const definition = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}';
  const role = 'arn:aws:iam::123456789012:role/r';
  const made = await aws(
    'stepfunctions',
    'create-state-machine',
    '--name',
    'cli',
    '--definition',
    definition,
    '--role-arn',
    role,
  );
  const { stateMachineArn } = made as { stateMachineArn: string };
  const started = await aws(
    'stepfunctions',
    'start-execution',
    '--state-machine-arn',
    stateMachineArn,
    '--input',
    '{"a":1}',
  );
  const { executionArn } = started as { executionArn: string };
  await expect
    .poll(() => aws('stepfunctions', 'describe-execution', '--execution-arn', executionArn), { timeout: 30_000 })
    .toMatchObject({ status: 'SUCCEEDED', output: '{"a":1}' });
  const history = await aws(
    'stepfunctions',
    'get-execution-history',
    '--execution-arn',
    executionArn,
    '--reverse-order',
  );
  expect((history as { events: { type: string }[] }).events.map(({ type }) => type)[0]).toBe('ExecutionSucceeded');
  await aws('events', 'put-rule', '--name', 'cli', '--schedule-expression', 'cron(0 2 * * ? *)', '--state', 'DISABLED');
  await aws('events', 'put-targets', '--rule', 'cli', '--targets', `Id=m,Arn=${stateMachineArn},RoleArn=${role}`);
  expect(await aws('events', 'list-targets-by-rule', '--rule', 'cli')).toEqual({
    Targets: [{ Id: 'm', Arn: stateMachineArn, RoleArn: role }],
  });
  const target = JSON.stringify({ Arn: stateMachineArn, RoleArn: role });
  const schedule = ['--name', 'cli', '--schedule-expression', 'at(2099-01-01T00:00:00)', '--target', target];
  await aws(
    'scheduler',
    'create-schedule',
    ...schedule,
    '--flexible-time-window',
    'Mode=OFF',
    '--end-date',
    '2100-01-01T00:00:00Z',
  );
  expect(await aws('scheduler', 'get-schedule', '--name', 'cli')).toMatchObject({
    ScheduleExpression: 'at(2099-01-01T00:00:00)',
    State: 'ENABLED',
    Target: { Arn: stateMachineArn },
  });
  await aws('scheduler', 'delete-schedule', '--name', 'cli');
  await expect(aws('scheduler', 'get-schedule', '--name', 'cli')).rejects.toThrow(
    /ResourceNotFoundException.*Schedule cli does not exist/s,
  );
});

test('what is not served says so in the words of its own protocol', async () => {
  const said = await script(`
import boto3, json
from botocore.config import Config
from botocore.exceptions import ClientError
once, said = Config(retries={'max_attempts': 0}), []
for service, operation in (('kinesis', 'list_streams'), ('batch', 'describe_job_queues'), ('elasticbeanstalk', 'describe_applications')):
    try: getattr(boto3.client(service, config=once), operation)()
    except ClientError as e: said.append(f"{e.response['Error']['Code']} {e.response['Error']['Message']}")
print(json.dumps(said))
`);
  expect(said).toEqual(
    ['kinesis', 'batch', 'elasticbeanstalk'].map((name) => `UnknownService The local endpoint does not serve ${name}.`),
  );
});
