/** MWAA by boto3, with a real Airflow behind it: the Amazon provider's operators unmodified against the endpoint. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { testPython } from '../support/python.ts';

const run = promisify(execFile);

let endpoint: TestEndpoint;
let interpreter: string;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  interpreter = await testPython();
  await python(`
    boto3.client('s3').create_bucket(Bucket='lake')
    create('flows', '3.0.6', Tags={'team': 'data'})
    answer = None`);
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

/** Python over boto3, which leaves `answer`. */
async function python<T>(script: string): Promise<T> {
  const text = `
import base64, boto3, io, json, time, urllib.error, urllib.parse, urllib.request, zipfile
mwaa, s3 = boto3.client('mwaa'), boto3.client('s3')
def until(done, seconds=110):
    end = time.time() + seconds
    while not (found := done()):
        assert time.time() < end, 'it takes too long'
        time.sleep(0.2)
    return found
def create(name, version, **more):
    mwaa.create_environment(Name=name, AirflowVersion=version, SourceBucketArn='arn:aws:s3:::lake', DagS3Path=f'{name}/dags',
        ExecutionRoleArn='arn:aws:iam::000000000000:role/flows', NetworkConfiguration={'SubnetIds': ['subnet-1', 'subnet-2'], 'SecurityGroupIds': ['sg-1']}, **more)
    return until(lambda: status(name) != 'CREATING' and status(name))
def status(name):
    return mwaa.get_environment(Name=name)['Environment']['Status']
def api(method, path, body=None, name='flows', **query):
    more = {} if body is None else {'Body': body}
    return mwaa.invoke_rest_api(Name=name, Path=path, Method=method, QueryParameters=query, **more)['RestApiResponse']
def put(key, text):
    s3.put_object(Bucket='lake', Key=key, Body=text)
def start(dag, name='flows', body={'logical_date': None}):
    until(lambda: dag in [each['dag_id'] for each in api('GET', '/dags', name=name)['dags']])
    api('PATCH', f'/dags/{dag}', {'is_paused': False}, name=name)
    return api('POST', f'/dags/{dag}/dagRuns', body, name=name)['dag_run_id']
def ended(dag, id, name='flows'):
    state = lambda: api('GET', f'/dags/{dag}/dagRuns/{id}', name=name)['state']
    return until(lambda: state() in ('success', 'failed') and state())
${script.replaceAll(/^ {4}/gm, '')}
print(json.dumps(answer))
`;
  const env = { ...process.env, ...endpoint.env };
  try {
    const { stdout } = await run(interpreter, ['-c', text], { env, maxBuffer: 2 ** 24 });
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T;
  } catch (error) {
    throw new Error(`${(error as { stderr?: string }).stderr ?? error}\n${endpoint.log().slice(-3000)}`);
  }
}

describe('environments', () => {
  test('are made, described and tagged, and refused with what is wrong with them', async () => {
    const answer = await python<Record<string, unknown>>(`
    def refused(name, **change):
        try: create(name, **{'version': '3.0.6', **change})
        except mwaa.exceptions.ValidationException as error: return str(error)
    made = mwaa.get_environment(Name='flows')['Environment']
    mwaa.tag_resource(ResourceArn=made['Arn'], Tags={'stage': 'test'})
    mwaa.untag_resource(ResourceArn=made['Arn'], tagKeys=['team'])
    answer = {'status': made['Status'], 'version': made['AirflowVersion'], 'names': mwaa.list_environments()['Environments'],
        'logs': made['LoggingConfiguration']['TaskLogs'], 'tags': mwaa.list_tags_for_resource(ResourceArn=made['Arn'])['Tags'],
        'old': refused('old', version='2.4.3'), 'plugins': refused('plugins', PluginsS3Path='none.zip'), 'again': refused('flows')}`);
    expect(answer).toMatchObject({
      status: 'AVAILABLE',
      version: '3.0.6',
      names: ['flows'],
      logs: { Enabled: true, LogLevel: 'INFO', CloudWatchLogGroupArn: expect.stringContaining('airflow-flows-Task') },
      tags: { stage: 'test' },
      old: expect.stringContaining('[3.0.6, 2.11.0]'),
      plugins: expect.stringContaining('s3://lake/none.zip'),
      again: expect.stringContaining('already exists'),
    });
  });

  test('install what requirements ask for beside Airflow, and say why when they cannot', async () => {
    const answer = await python<{ state: string; error: string }>(`
    put('bad.txt', '--constraint "https://raw.githubusercontent.com/apache/airflow/constraints-3.0.6/constraints-3.12.txt"\\napache-airflow==2.1.0\\n')
    state = create('bad', '3.0.6', RequirementsS3Path='bad.txt')
    error = mwaa.get_environment(Name='bad')['Environment']['LastUpdate']['Error']['ErrorMessage']
    mwaa.delete_environment(Name='bad')
    until(lambda: 'bad' not in mwaa.list_environments()['Environments'])
    answer = {'state': state, 'error': error}`);
    expect(answer.state).toBe('CREATE_FAILED');
    expect(answer.error).toContain('apache-airflow');
  });
});

describe('an environment of Airflow 3', () => {
  test('runs the operators of the Amazon provider against the endpoint', async () => {
    const answer = await python<Record<string, unknown>>(`
    glue, logs = boto3.client('glue'), boto3.client('logs')
    put('scripts/cities.py', "import boto3\\nboto3.client('s3').put_object(Bucket='lake', Key='cities/a.csv', Body='id,name\\\\n1,Lima\\\\n2,Cusco\\\\n')\\nprint('two cities')\\n")
    glue.create_database(DatabaseInput={'Name': 'places'})
    glue.create_job(Name='cities', Role='r', Command={'Name': 'pythonshell', 'PythonVersion': '3.9', 'ScriptLocation': 's3://lake/scripts/cities.py'})
    code = io.BytesIO()
    with zipfile.ZipFile(code, 'w') as archive: archive.writestr('main.py', 'def handler(event, context): return {"sum": event["a"] + event["b"]}')
    boto3.client('lambda').create_function(FunctionName='add', Runtime='python3.12', Handler='main.handler', Role='arn:aws:iam::000000000000:role/r', Code={'ZipFile': code.getvalue()})
    serverless = boto3.client('redshift-serverless')
    serverless.create_namespace(namespaceName='house', dbName='dev', adminUsername='admin', manageAdminPassword=True)
    serverless.create_workgroup(workgroupName='house', namespaceName='house')
    put('flows/dags/amazon.py', '''
    from datetime import datetime
    from airflow import DAG
    from airflow.providers.amazon.aws.operators.glue import GlueJobOperator
    from airflow.providers.amazon.aws.operators.glue_crawler import GlueCrawlerOperator
    from airflow.providers.amazon.aws.operators.lambda_function import LambdaInvokeFunctionOperator
    from airflow.providers.amazon.aws.operators.redshift_data import RedshiftDataOperator
    from airflow.providers.amazon.aws.operators.s3 import S3CopyObjectOperator
    with DAG('amazon', schedule=None, start_date=datetime(2025, 1, 1)):
        job = GlueJobOperator(task_id='job', job_name='cities', job_poll_interval=1, verbose=True)
        crawl = GlueCrawlerOperator(task_id='crawl', poll_interval=1, config={'Name': 'cities', 'Role': 'r', 'DatabaseName': 'places', 'Targets': {'S3Targets': [{'Path': 's3://lake/cities/'}]}})
        copy = S3CopyObjectOperator(task_id='copy', source_bucket_key='s3://lake/cities/a.csv', dest_bucket_key='s3://lake/copies/a.csv')
        add = LambdaInvokeFunctionOperator(task_id='add', function_name='add', payload='{"a": 2, "b": 3}')
        query = RedshiftDataOperator(task_id='query', workgroup_name='house', database='dev', sql='SELECT 6 * 7', poll_interval=1)
        job >> [crawl, copy, add, query]
    ''')
    id = start('amazon')
    state = ended('amazon', id)
    states = {each['task_id']: each['state'] for each in api('GET', f'/dags/amazon/dagRuns/{id}/taskInstances')['task_instances']}
    def lines():
        events = logs.filter_log_events(logGroupName='airflow-flows-Task')['events']
        text = [each['message'] for each in events]
        return any('two cities' in line for line in text)
    answer = {'state': state, 'states': states, 'log': until(lines), 'table': glue.get_table(DatabaseName='places', Name='cities')['Table']['Name'],
        'copy': s3.get_object(Bucket='lake', Key='copies/a.csv')['Body'].read().decode().splitlines(),
        'sum': api('GET', f'/dags/amazon/dagRuns/{id}/taskInstances/add/xcomEntries/return_value')['value'],
        'runs': glue.get_job_runs(JobName='cities')['JobRuns'][0]['JobRunState'],
        'strangers': [key['Key'] for key in s3.list_objects_v2(Bucket='lake', Prefix='flows/')['Contents']]}`);
    const done = Object.fromEntries(['job', 'crawl', 'copy', 'add', 'query'].map((task) => [task, 'success']));
    expect(answer).toEqual({
      state: 'success',
      states: done,
      log: true,
      table: 'cities',
      copy: ['id,name', '1,Lima', '2,Cusco'],
      sum: expect.stringContaining('5'),
      runs: 'SUCCEEDED',
      strangers: ['flows/dags/amazon.py'],
    });
  });
});
