/** boto3, awswrangler and the aws CLI, unmodified, against the local Redshift: its clusters, its workgroups, its Data API. */
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

async function call(...args: string[]): Promise<string> {
  const env = { ...process.env, ...endpoint.env, PYTHONWARNINGS: 'ignore', AWS_PAGER: '' };
  return (await run(python, args, { env, maxBuffer: 50_000_000 })).stdout;
}

/** Runs a script, whose last line of output is JSON. */
async function script(text: string): Promise<Record<string, unknown>> {
  return JSON.parse((await call('-c', text)).trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
}

const prelude = `
import boto3, json, time
redshift, serverless, data, s3 = (boto3.client(n) for n in ('redshift', 'redshift-serverless', 'redshift-data', 's3'))
def wait(id):
    while True:
        d = data.describe_statement(Id=id)
        if d['Status'] in ('FINISHED', 'FAILED', 'ABORTED'): return d
        time.sleep(0.05)
def code(call, **kw):
    try: return call(**kw)
    except Exception as e: return e.response['Error']['Code']
`;

test('a cluster is made, described, changed, paused, tagged and deleted', async () => {
  const result = await script(`${prelude}
made = redshift.create_cluster(ClusterIdentifier='Dwh', NodeType='ra3.large', ClusterType='multi-node', NumberOfNodes=2,
  MasterUsername='owner', MasterUserPassword='Owner-of-1-cluster', DBName='sales', IamRoles=['arn:aws:iam::123456789012:role/copy'],
  Tags=[{'Key': 'team', 'Value': 'etl'}])['Cluster']
redshift.get_waiter('cluster_available').wait(ClusterIdentifier='dwh', WaiterConfig={'Delay': 1, 'MaxAttempts': 3})
described = redshift.describe_clusters(ClusterIdentifier='dwh')['Clusters'][0]
again = code(redshift.create_cluster, ClusterIdentifier='dwh', NodeType='ra3.large', MasterUsername='owner', MasterUserPassword='Owner-of-1-cluster')
weak = code(redshift.create_cluster, ClusterIdentifier='other', NodeType='ra3.large', MasterUsername='owner', MasterUserPassword='short')
missing = code(redshift.describe_clusters, ClusterIdentifier='nothing')
arn = f"arn:aws:redshift:us-east-1:000000000000:cluster:dwh"
redshift.create_tags(ResourceName=arn, Tags=[{'Key': 'cost', 'Value': '7'}])
tags = redshift.describe_tags(ResourceName=arn)['TaggedResources']
changed = redshift.modify_cluster(ClusterIdentifier='dwh', NumberOfNodes=4, ClusterType='multi-node')['Cluster']['NumberOfNodes']
paused = redshift.pause_cluster(ClusterIdentifier='dwh')['Cluster']['ClusterStatus']
refused = code(data.execute_statement, ClusterIdentifier='dwh', Database='sales', Sql='select 1')
redshift.resume_cluster(ClusterIdentifier='dwh')
id = data.execute_statement(ClusterIdentifier='dwh', Database='sales', DbUser='analyst', Sql='select current_database(), current_user')['Id']
status = wait(id)['Status']
rows = [[list(f.values())[0] for f in r] for r in data.get_statement_result(Id=id)['Records']]
credentials = redshift.get_cluster_credentials(ClusterIdentifier='dwh', DbUser='analyst', DurationSeconds=900)
groups = [g['ParameterGroupName'] for g in redshift.describe_cluster_parameter_groups()['ParameterGroups']]
kept = code(redshift.delete_cluster, ClusterIdentifier='dwh')
redshift.delete_cluster(ClusterIdentifier='dwh', SkipFinalClusterSnapshot=True)
gone = redshift.describe_clusters()['Clusters']
print(json.dumps(dict(id=made['ClusterIdentifier'], nodes=len(described['ClusterNodes']), db=described['DBName'], roles=described['IamRoles'],
  host=described['Endpoint']['Address'], again=again, weak=weak, missing=missing, tags=sorted(t['Tag']['Key'] for t in tags),
  changed=changed, paused=paused, refused=refused, status=status, rows=rows, user=credentials['DbUser'],
  password=len(credentials['DbPassword']) > 20, groups=groups, kept=kept, gone=gone)))
`);
  expect(result).toEqual({
    id: 'dwh',
    nodes: 3,
    db: 'sales',
    roles: [{ IamRoleArn: 'arn:aws:iam::123456789012:role/copy', ApplyStatus: 'in-sync' }],
    host: '127.0.0.1',
    again: 'ClusterAlreadyExists',
    weak: 'InvalidParameterValue',
    missing: 'ClusterNotFound',
    tags: ['cost', 'team'],
    changed: 4,
    paused: 'paused',
    refused: 'ValidationException',
    status: 'FINISHED',
    rows: [['sales', 'analyst']],
    user: 'IAM:analyst',
    password: true,
    groups: ['default.redshift-2.0'],
    kept: 'InvalidParameterCombination',
    gone: [],
  });
});

test('a workgroup is made over a namespace, and a COPY from S3 fills a table of it', async () => {
  const result = await script(`${prelude}
namespace = serverless.create_namespace(namespaceName='lake', dbName='dev', adminUsername='chief', adminUserPassword='Chief-of-1-lake',
  iamRoles=['arn:aws:iam::123456789012:role/copy'], tags=[{'key': 'team', 'value': 'etl'}])['namespace']
workgroup = serverless.create_workgroup(workgroupName='etl', namespaceName='lake', baseCapacity=8)['workgroup']
taken = code(serverless.create_workgroup, workgroupName='second', namespaceName='lake')
in_use = code(serverless.delete_namespace, namespaceName='lake')
tags = serverless.list_tags_for_resource(resourceArn=namespace['namespaceArn'])['tags']
credentials = serverless.get_credentials(workgroupName='etl')
s3.create_bucket(Bucket='gold')
s3.put_object(Bucket='gold', Key='sales/part-0.csv', Body=b'1,Lima,10.50\\n2,Cusco,\\n')
where = dict(WorkgroupName='etl', Database='dev')
batch = data.batch_execute_statement(**where, Sqls=[
  'create table sales (id bigint, region varchar(20), amount numeric(10,2)) distkey(id) sortkey(region)',
  "copy sales from 's3://gold/sales/' iam_role 'arn:aws:iam::123456789012:role/copy' csv",
  'select region, amount from sales order by id'])
ended = wait(batch['Id'])
rows = data.get_statement_result(Id=batch['Id'] + ':3')['Records'] if ended['Status'] == 'FINISHED' else ended['Error']
pages = data.get_paginator('list_tables').paginate(**where, TablePattern='sales')
tables = [t for p in pages for t in p['Tables']]
listed = [w['workgroupName'] for w in serverless.list_workgroups()['workgroups']]
by_arn = wait(data.execute_statement(WorkgroupName=workgroup['workgroupArn'], Database='dev', Sql='select 1')['Id'])['Status']
serverless.delete_workgroup(workgroupName='etl'); serverless.delete_namespace(namespaceName='lake')
print(json.dumps(dict(status=workgroup['status'], created=str(type(workgroup['creationDate']).__name__), port=workgroup['endpoint']['port'] > 0,
  taken=taken, in_use=in_use, tags=tags, user=credentials['dbUser'], expires=str(type(credentials['expiration']).__name__), rows=rows,
  tables=tables, listed=listed, by_arn=by_arn, gone=code(serverless.get_workgroup, workgroupName='etl'))))
`);
  expect(result).toEqual({
    status: 'AVAILABLE',
    created: 'datetime',
    port: true,
    taken: 'ConflictException',
    in_use: 'ConflictException',
    tags: [{ key: 'team', value: 'etl' }],
    user: 'IAM:strata-local',
    expires: 'datetime',
    rows: [
      [{ stringValue: 'Lima' }, { stringValue: '10.50' }],
      [{ stringValue: 'Cusco' }, { isNull: true }],
    ],
    tables: [{ name: 'sales', schema: 'public', type: 'TABLE' }],
    listed: ['etl'],
    by_arn: 'FINISHED',
    gone: 'ResourceNotFoundException',
  });
});

test('awswrangler reads frames through the Data API', async () => {
  const result = await script(`${prelude}
import awswrangler as wr
serverless.create_namespace(namespaceName='frames'); serverless.create_workgroup(workgroupName='frames', namespaceName='frames')
con = wr.data_api.redshift.connect(workgroup_name='frames', database='dev')
frame = wr.data_api.redshift.read_sql_query("select 1 as id, 2.5::numeric(4,2) as price, 'x' as note union all select 9223372036854775807, null, '' order by 1", con=con)
print(json.dumps(dict(ids=[int(i) for i in frame['id']], prices=[str(p) for p in frame['price']], notes=list(frame['note']))))
`);
  expect(result).toMatchObject({ ids: [1, Number('9223372036854775807')], notes: ['x', ''] });
});

test('the aws CLI runs a statement', async () => {
  await script(`${prelude}
serverless.create_namespace(namespaceName='cli-data'); serverless.create_workgroup(workgroupName='cli', namespaceName='cli-data')
print('{}')`);
  const aws = async (...args: string[]) => JSON.parse((await call('-m', 'awscli', 'redshift-data', ...args)) || '{}');
  const { Id } = await aws(
    'execute-statement',
    '--workgroup-name',
    'cli',
    '--database',
    'dev',
    '--sql',
    'select 6 * 7 as n',
  );
  const status = async () => (await aws('describe-statement', '--id', Id)).Status;
  await expect.poll(status, { timeout: 30_000 }).toBe('FINISHED');
  expect((await aws('get-statement-result', '--id', Id)).Records).toEqual([[{ longValue: 42 }]]);
});
