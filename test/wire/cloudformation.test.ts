import { execFile } from 'node:child_process';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { testPython } from '../support/python.ts';
import { tempFolder } from '../support/tempFolder.ts';

const run = promisify(execFile);
const sample = path.resolve(import.meta.dirname, '../../sample-workspace/batch-datalake');

let endpoint: TestEndpoint;
let python: string;
beforeAll(async () => {
  [endpoint, python] = await Promise.all([startTestEndpoint(), testPython()]);
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

async function aws(cwd: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, ...endpoint.env, AWS_PAGER: '' };
  const { stdout } = await run(python, ['-m', 'awscli', ...args], { cwd, env, maxBuffer: 50_000_000 });
  return stdout;
}

test('the aws CLI packages, deploys, updates and deletes the sample, unmodified', async () => {
  await using folder = tempFolder();
  await cp(sample, folder.path, { recursive: true });
  const cli = (...args: string[]) => aws(folder.path, ...args);
  await cli('s3', 'mb', 's3://artifacts');
  await cli('cloudformation', 'validate-template', '--template-body', 'file://template.yaml');
  await cli(
    ...['cloudformation', 'package', '--template-file', 'template.yaml', '--s3-bucket', 'artifacts'],
    ...['--output-template-file', 'packaged.yaml'],
  );
  const deploy = ['cloudformation', 'deploy', '--template-file', 'packaged.yaml', '--stack-name', 'ventas-lake'];
  const said = await cli(...deploy, '--capabilities', 'CAPABILITY_IAM');
  expect(said).toContain('Successfully created/updated stack - ventas-lake');

  const { Stacks } = JSON.parse(await cli('cloudformation', 'describe-stacks', '--stack-name', 'ventas-lake'));
  expect(Stacks[0].StackStatus).toBe('CREATE_COMPLETE');
  const outputs = Object.fromEntries(
    Stacks[0].Outputs.map((each: { OutputKey: string; OutputValue: string }) => [each.OutputKey, each.OutputValue]),
  );
  expect(outputs.DatabaseName).toBe('ventas_lake');
  const { StackEvents } = JSON.parse(
    await cli('cloudformation', 'describe-stack-events', '--stack-name', 'ventas-lake'),
  );
  expect(StackEvents[0]).toMatchObject({ ResourceStatus: 'CREATE_COMPLETE', LogicalResourceId: 'ventas-lake' });
  const { Job } = JSON.parse(await cli('glue', 'get-job', '--job-name', outputs.JobName));
  expect(Job.Command.ScriptLocation).toMatch(/^s3:\/\/artifacts\/[0-9a-f]{32}$/);
  expect(await cli('s3', 'cp', Job.Command.ScriptLocation, '-')).toContain('def latest_version');

  // The CLI names its change sets by the second, and the endpoint needs less.
  await sleep(1000);
  const again = [...deploy, '--capabilities', 'CAPABILITY_IAM', '--no-fail-on-empty-changeset'];
  expect(await cli(...again)).toContain('No changes to deploy');
  await sleep(1000);
  const changed = await cli(
    ...[...deploy, '--capabilities', 'CAPABILITY_IAM'],
    ...['--parameter-overrides', 'ScheduleState=DISABLED'],
  );
  expect(changed).toContain('Successfully created/updated');
  const schedule = JSON.parse(await cli('scheduler', 'get-schedule', '--name', 'ventas-lake-nocturno'));
  expect(schedule).toMatchObject({ State: 'DISABLED', ScheduleExpressionTimezone: 'America/Bogota' });

  await cli('cloudformation', 'delete-stack', '--stack-name', 'ventas-lake');
  await cli('cloudformation', 'wait', 'stack-delete-complete', '--stack-name', 'ventas-lake');
  await expect(cli('cloudformation', 'describe-stacks', '--stack-name', 'ventas-lake')).rejects.toThrow(
    'Stack with id ventas-lake does not exist',
  );
  await expect(cli('glue', 'get-job', '--job-name', outputs.JobName)).rejects.toThrow('EntityNotFoundException');
  await expect(cli('s3api', 'head-bucket', '--bucket', outputs.LakeBucketName)).rejects.toThrow('404');
});

const script = `
import boto3, json
cfn = boto3.client('cloudformation')
body = json.dumps({'Parameters': {'Days': {'Type': 'Number', 'Default': 3}},
                   'Resources': {'G': {'Type': 'AWS::Logs::LogGroup',
                                       'Properties': {'RetentionInDays': {'Ref': 'Days'}}}},
                   'Outputs': {'Name': {'Value': {'Ref': 'G'}}}})
cfn.create_stack(StackName='by-boto', TemplateBody=body, Tags=[{'Key': 'a', 'Value': 'b'}])
cfn.get_waiter('stack_create_complete').wait(StackName='by-boto', WaiterConfig={'Delay': 1})
stack = cfn.describe_stacks(StackName='by-boto')['Stacks'][0]
name = stack['Outputs'][0]['OutputValue']
cfn.update_stack(StackName='by-boto', UsePreviousTemplate=True,
                 Parameters=[{'ParameterKey': 'Days', 'ParameterValue': '7'}])
cfn.get_waiter('stack_update_complete').wait(StackName='by-boto', WaiterConfig={'Delay': 1})
group = boto3.client('logs').describe_log_groups(logGroupNamePrefix=name)['logGroups'][0]
pages = list(cfn.get_paginator('describe_stack_events').paginate(StackName='by-boto'))
missing = ''
try:
    cfn.describe_stacks(StackName='nobody')
except cfn.exceptions.ClientError as error:
    missing = str(error)
cfn.delete_stack(StackName='by-boto')
cfn.get_waiter('stack_delete_complete').wait(StackName=stack['StackId'], WaiterConfig={'Delay': 1})
print(json.dumps({'name': name, 'days': group['retentionInDays'], 'missing': missing,
                  'created': stack['CreationTime'].isoformat(), 'events': sum(len(p['StackEvents']) for p in pages)}))
`;

test('boto3 with its waiters and paginators', async () => {
  const { stdout } = await run(python, ['-c', script], { env: { ...process.env, ...endpoint.env } });
  const result = JSON.parse(stdout);
  expect(result.name).toMatch(/^by-boto-G-[0-9A-Z]{12}$/);
  expect(result.days).toBe(7);
  expect(result.events).toBeGreaterThan(6);
  expect(Date.now() - Date.parse(result.created)).toBeLessThan(120_000);
  expect(result.missing).toBe(
    'An error occurred (ValidationError) when calling the DescribeStacks operation: Stack with id nobody does not exist',
  );
});
