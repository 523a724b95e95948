/** DMS by boto3 and the aws CLI, from a real PostgreSQL into real Parquet, while rows change, tasks stop and processes are killed. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { testPython } from '../support/python.ts';
import { type WarehouseClients, warehouseClients } from '../support/warehouseClients.ts';

const run = promisify(execFile);

let endpoint: TestEndpoint;
let clients: WarehouseClients;
let duckdb: DuckDBConnection;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  clients = await warehouseClients(endpoint);
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  await python(`
    boto3.client('rds').create_db_instance(DBInstanceIdentifier='oltp', DBInstanceClass='db.t3.micro', Engine='postgres', DBName='shop',
        AllocatedStorage=20, MasterUsername='keeper', MasterUserPassword='first-Passw0rd')
    until(lambda: boto3.client('rds').describe_db_instances()['DBInstances'][0]['DBInstanceStatus'] == 'available')
    s3.create_bucket(Bucket='lake')
    dms.create_replication_instance(ReplicationInstanceIdentifier='rep', ReplicationInstanceClass='dms.t3.medium', Tags=[{'Key': 'team', 'Value': 'data'}])
    dms.get_waiter('replication_instance_available').wait(WaiterConfig={'Delay': 1})
    dms.create_endpoint(EndpointIdentifier='shop', EndpointType='source', EngineName='postgres', ServerName=place()['Address'],
        Port=place()['Port'], Username='keeper', Password='first-Passw0rd', DatabaseName='shop')
    answer = None`);
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

/** Python over boto3 and psycopg2, which leaves `answer`. */
async function python<T>(script: string): Promise<T> {
  const body = script.replaceAll(/^ {4}/gm, '');
  return await clients.python<T>(`
import boto3, json, psycopg2, time
from botocore.exceptions import ConnectionClosedError, EndpointConnectionError
dms = boto3.client('dms')
s3 = boto3.client('s3')
def until(done, seconds=90):
    end = time.time() + seconds
    while not done():
        assert time.time() < end, 'it takes too long'
        time.sleep(0.1)
def place():
    return boto3.client('rds').describe_db_instances()['DBInstances'][0]['Endpoint']
def connect():
    while True:
        try:
            at = place()
            connection = psycopg2.connect(host=at['Address'], port=at['Port'], user='keeper', password='first-Passw0rd', dbname='shop')
            connection.autocommit = True
            return connection
        except (psycopg2.OperationalError, EndpointConnectionError, ConnectionClosedError):
            time.sleep(0.1)
def sql(text):
    with connect().cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchall() if cursor.description else []
def arn(kind, id):
    if kind == 'task':
        return dms.describe_replication_tasks(Filters=[{'Name': 'replication-task-id', 'Values': [id]}])['ReplicationTasks'][0]['ReplicationTaskArn']
    if kind == 'endpoint':
        return dms.describe_endpoints(Filters=[{'Name': 'endpoint-id', 'Values': [id]}])['Endpoints'][0]['EndpointArn']
    return dms.describe_replication_instances()['ReplicationInstances'][0]['ReplicationInstanceArn']
def task(id):
    return dms.describe_replication_tasks(Filters=[{'Name': 'replication-task-id', 'Values': [id]}])['ReplicationTasks'][0]
def tables(id):
    rows = dms.describe_table_statistics(ReplicationTaskArn=arn('task', id))['TableStatistics']
    return {row['TableName']: row for row in rows}
def select(schema, table, action='include', rule='1'):
    return {'rule-type': 'selection', 'rule-id': rule, 'rule-name': rule, 'object-locator': {'schema-name': schema, 'table-name': table}, 'rule-action': action}
def target(id, **settings):
    given = dict(BucketName='lake', BucketFolder=id, DataFormat='parquet', CdcMaxBatchInterval=1, IncludeOpForFullLoad=True)
    dms.create_endpoint(EndpointIdentifier=id, EndpointType='target', EngineName='s3', S3Settings={**given, **settings})
def create(id, kind, rules, **more):
    dms.create_replication_task(ReplicationTaskIdentifier=id, SourceEndpointArn=arn('endpoint', 'shop'), TargetEndpointArn=arn('endpoint', id),
        ReplicationInstanceArn=arn('instance', ''), MigrationType=kind, TableMappings=json.dumps({'rules': rules}), **more)
    dms.get_waiter('replication_task_ready').wait(Filters=[{'Name': 'replication-task-id', 'Values': [id]}], WaiterConfig={'Delay': 1})
def start(id, how='start-replication'):
    dms.start_replication_task(ReplicationTaskArn=arn('task', id), StartReplicationTaskType=how)
def wait(id, state):
    dms.get_waiter('replication_task_' + state).wait(Filters=[{'Name': 'replication-task-id', 'Values': [id]}], WaiterConfig={'Delay': 1})
def stop(id):
    dms.stop_replication_task(ReplicationTaskArn=arn('task', id))
    wait(id, 'stopped')
def loaded(id):
    assert task(id)['Status'] != 'failed', task(id)['LastFailureMessage']
    return task(id)['ReplicationTaskStats']['FullLoadProgressPercent'] == 100 and len(tables(id)) > 0
def keys(prefix):
    return [each['Key'] for each in s3.list_objects_v2(Bucket='lake', Prefix=prefix).get('Contents', [])]
def refusal(call):
    try:
        call()
    except Exception as error:
        return error.response['Error']['Code'] + ': ' + error.response['Error']['Message']
${body}
print(json.dumps(answer, default=str))`);
}

/** Where the source's server says which process it is. */
const postmaster = () => path.join(endpoint.state, 'rds/us-east-1/oltp/data/postmaster.pid');

/** All rows under a folder of the lake, loads first and then changes in their order. */
async function rowsOf<T>(folder: string, select: string): Promise<T[]> {
  const files = path.join(endpoint.state, 'buckets/lake', folder, '**/*.parquet');
  const all = `SELECT *, (NOT contains(filename, 'LOAD')) AS later FROM read_parquet('${files}', filename = true, file_row_number = true, union_by_name = true)`;
  const found = await duckdb.runAndReadAll(
    `WITH files AS (SELECT *, row_number() OVER (ORDER BY later, filename, file_row_number) AS place FROM (${all})) ${select}`,
  );
  return found.getRowsJson() as T[];
}

/** What the files say is there now: of each key the last row, unless that is a delete. */
const replay = (columns: string) =>
  `SELECT ${columns} FROM files QUALIFY row_number() OVER (PARTITION BY id ORDER BY place DESC) = 1 AND Op <> 'D' ORDER BY id`;

/**
 * The history of `moving`, whose writer counts each row's version up by one with every update: what is lost leaves a hole,
 * what is there twice repeats a version.
 */
const faults = `
  SELECT id, string_agg(Op || coalesce(version::VARCHAR, ''), ' ' ORDER BY place) AS history FROM files GROUP BY id
  HAVING count(*) FILTER (Op <> 'D') <> max(version) - min(version) + 1 OR count(DISTINCT version) <> count(*) FILTER (Op <> 'D')
    OR count(*) FILTER (Op = 'D') > 1 OR count(*) FILTER (Op = 'I') <> 1`;

/** Changes of `moving`, in transactions of several rows, until told to end; a server that goes away is waited for. */
const writer = `
    sql("CREATE TABLE IF NOT EXISTS moving (id SERIAL PRIMARY KEY, version INT NOT NULL DEFAULT 0, pad TEXT)")
    sql("CREATE TABLE IF NOT EXISTS control (ends BOOLEAN)")
    connection = connect()
    while True:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM control")
                if cursor.fetchone()[0] > 0:
                    break
                cursor.execute("""BEGIN; INSERT INTO moving (pad) SELECT repeat('x', 50) FROM generate_series(1, 5);
                    UPDATE moving SET version = version + 1 WHERE id IN (SELECT id FROM moving ORDER BY random() LIMIT 5);
                    DELETE FROM moving WHERE id IN (SELECT id FROM moving WHERE random() < 0.5 LIMIT 1); COMMIT""")
            time.sleep(0.01)
        except psycopg2.Error:
            time.sleep(0.1)
            connection = connect()
    answer = None`;

test('a connection is really tested', async () => {
  const answer = await python<unknown[]>(`
    target('nowhere', BucketName='no-such-bucket')
    dms.create_endpoint(EndpointIdentifier='wrong', EndpointType='source', EngineName='postgres', ServerName='127.0.0.1',
        Port=place()['Port'],
        Username='keeper', Password='not-this-one', DatabaseName='shop')
    answer = []
    for id in ('shop', 'wrong', 'nowhere'):
        dms.test_connection(ReplicationInstanceArn=arn('instance', ''), EndpointArn=arn('endpoint', id))
    dms.get_waiter('test_connection_succeeds').wait(Filters=[{'Name': 'endpoint-arn', 'Values': [arn('endpoint', 'shop')]}], WaiterConfig={'Delay': 1})
    until(lambda: all(each['Status'] != 'testing' for each in dms.describe_connections()['Connections']))
    answer = {each['EndpointIdentifier']: [each['Status'], each.get('LastFailureMessage')] for each in dms.describe_connections()['Connections']}
    for id in ('wrong', 'nowhere'):
        gone = arn('endpoint', id)
        dms.delete_endpoint(EndpointArn=gone)
        dms.get_waiter('endpoint_deleted').wait(Filters=[{'Name': 'endpoint-arn', 'Values': [gone]}], WaiterConfig={'Delay': 1})`);
  expect(answer).toEqual({
    shop: ['successful', null],
    wrong: [
      'failed',
      expect.stringMatching(/^Test Endpoint failed: password authentication failed for user "keeper" \[28P01\]$/),
    ],
    nowhere: ['failed', 'Test Endpoint failed: The specified bucket does not exist: no-such-bucket'],
  });
});

test('schemas of a source are listed', async () => {
  expect(
    await python(`
    sql('CREATE SCHEMA sales')
    dms.refresh_schemas(EndpointArn=arn('endpoint', 'shop'), ReplicationInstanceArn=arn('instance', ''))
    until(lambda: dms.describe_refresh_schemas_status(EndpointArn=arn('endpoint', 'shop'))['RefreshSchemasStatus']['Status'] == 'successful')
    answer = dms.describe_schemas(EndpointArn=arn('endpoint', 'shop'))['Schemas']`),
  ).toEqual(['public', 'sales']);
});

describe('a full load', () => {
  test('of every kind of value, started by the aws CLI, equals the table', async () => {
    const taskArn = await python<string>(`
    sql("""CREATE TABLE sales.kinds (id INT PRIMARY KEY, small SMALLINT, big BIGINT, price NUMERIC(12, 3), free NUMERIC, ratio REAL,
        exact DOUBLE PRECISION, yes BOOLEAN, name VARCHAR(50), at TIMESTAMP, zoned TIMESTAMPTZ, day DATE, clock TIME, doc JSONB, tags TEXT[], raw BYTEA, key UUID);
      INSERT INTO sales.kinds VALUES
        (1, -5, 9007199254740993, 123456789.123, 0.000001, 1.5, 0.1, true, E'a "quoted", \\n line\\\\\\\\', '2024-02-29 23:59:59.999999', '2024-06-01 12:00:00+02',
          '1969-12-31', '12:34:56.789', '{"a": [1, null]}', ARRAY['x', NULL, 'y,z'], '\\\\x00ff10', '6f9619ff-8b86-d011-b42d-00c04fc964ff'),
        (2, NULL, NULL, 'NaN', NULL, 'Infinity', 'NaN', false, '', 'infinity', NULL, NULL, NULL, NULL, '{}', '', NULL),
        (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)""")
    target('full', TimestampColumnName='taken_at')
    create('full', 'full-load', [select('sales', '%')])
    answer = arn('task', 'full')`);
    const aws = path.join(path.dirname(await testPython()), 'aws');
    const args = ['dms', 'start-replication-task', '--replication-task-arn', taskArn];
    const options = { env: { ...process.env, ...endpoint.env } };
    const { stdout } = await run(aws, [...args, '--start-replication-task-type', 'start-replication'], options);
    expect(JSON.parse(stdout).ReplicationTask).toMatchObject({ ReplicationTaskIdentifier: 'full', Status: 'starting' });
    const answer = await python<{ stop: string; rows: number; state: string; keys: string[] }>(`
    wait('full', 'stopped')
    answer = {'stop': task('full')['StopReason'], 'rows': tables('full')['kinds']['FullLoadRows'], 'state': tables('full')['kinds']['TableState'], 'keys': keys('full/')}`);
    expect(answer).toEqual({
      stop: 'Stop Reason FULL_LOAD_ONLY_FINISHED',
      rows: 3,
      state: 'Table completed',
      keys: ['full/sales/kinds/LOAD00000001.parquet'],
    });
    const rows = await rowsOf(
      'full/sales/kinds',
      'SELECT * EXCLUDE (taken_at, filename, file_row_number, later, place) FROM files ORDER BY id',
    );
    expect(rows).toEqual([
      [
        ...['I', 1, -5, '9007199254740993', '123456789.123', '0.000001', 1.5, 0.1, 'true', 'a "quoted", \n line\\'],
        ...['2024-02-29 23:59:59.999999', '2024-06-01 10:00:00', '1969-12-31', '12:34:56.789', '{"a": [1, null]}'],
        ...['{x,NULL,"y,z"}', '\\x00\\xFF\\x10', '6f9619ff-8b86-d011-b42d-00c04fc964ff'],
      ],
      ['I', 2, null, null, null, null, 'Infinity', 'NaN', 'false', '', null, null, null, null, null, '{}', '', null],
      ['I', 3, ...Array.from({ length: 16 }, () => null)],
    ]);
    expect(
      await rowsOf(
        'full/sales/kinds',
        "SELECT typeof(price), typeof(free), typeof(zoned), typeof(raw), regexp_matches(taken_at, '^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}$') FROM files LIMIT 1",
      ),
    ).toEqual([['DECIMAL(12,3)', 'DECIMAL(28,6)', 'TIMESTAMP', 'BLOB', true]]);
  });

  test('takes tables by the rules, under the names that they give, as CSV', async () => {
    const answer = await python<{ tables: string[]; texts: Record<string, string> }>(`
    sql("""CREATE SCHEMA crm; CREATE TABLE crm."Clients" (id INT PRIMARY KEY, "Name" TEXT, secret TEXT); CREATE TABLE crm.clients_old (id INT);
      CREATE TABLE crm.tmp_1 (id INT); INSERT INTO crm."Clients" VALUES (1, 'Ana, "la jefa"', 's'), (2, NULL, 's'); INSERT INTO crm.tmp_1 VALUES (1)""")
    def change(rule, target, action, value=None, table='%', column=None):
        locator = {'schema-name': 'crm', 'table-name': table, **({'column-name': column} if column else {})}
        return {'rule-type': 'transformation', 'rule-id': rule, 'rule-name': rule, 'rule-target': target, 'object-locator': locator, 'rule-action': action, **({'value': value} if value else {})}
    target('rules', DataFormat='csv', AddColumnName=True, IncludeOpForFullLoad=False)
    create('rules', 'full-load', [select('crm', '%'), select('crm', '%[_]old', 'exclude', '2'), select('crm', 'tmp%', 'exclude', '3'),
        change('4', 'schema', 'rename', 'bronze'), change('5', 'table', 'convert-lowercase'), change('6', 'table', 'add-prefix', 'crm_'),
        change('7', 'column', 'convert-lowercase', column='%'), change('8', 'column', 'remove-column', column='secret')])
    start('rules')
    wait('rules', 'stopped')
    answer = {'tables': list(tables('rules')), 'texts': {key: s3.get_object(Bucket='lake', Key=key)['Body'].read().decode() for key in keys('rules/')}}`);
    expect(answer).toEqual({
      tables: ['Clients'],
      texts: { 'rules/bronze/crm_clients/LOAD00000001.csv': 'id,name\n1,"Ana, ""la jefa"""\n2,NULL\n' },
    });
  });
});

describe('a load with changes', () => {
  test('equals the source when what was inserted, updated and deleted is replayed', async () => {
    const answer = await python<{ before: unknown; source: unknown[]; counts: unknown }>(`
    sql("""CREATE TABLE orders (id SERIAL PRIMARY KEY, amount NUMERIC(10, 2), note TEXT, long TEXT);
      INSERT INTO orders (amount, note, long) SELECT i / 100.0, 'n' || i, repeat(md5(i::text), 200) FROM generate_series(1, 500) i;
      ALTER TABLE orders ALTER COLUMN long SET STORAGE EXTERNAL; UPDATE orders SET long = long || '!' WHERE id <= 20""")
    target('both', TimestampColumnName='committed_at', DatePartitionEnabled=True)
    create('both', 'full-load-and-cdc', [select('public', 'orders')])
    start('both')
    wait('both', 'running')
    until(lambda: loaded('both'))
    sql("INSERT INTO orders (amount, note) VALUES (1.25, 'new'), (2.50, NULL)")
    sql("UPDATE orders SET note = 'changed' WHERE id <= 10")
    sql("DELETE FROM orders WHERE id BETWEEN 100 AND 109")
    sql("UPDATE orders SET id = 9000 WHERE id = 50")
    sql("ALTER TABLE orders ADD COLUMN channel TEXT; INSERT INTO orders (amount, channel) VALUES (9.99, 'web')")
    until(lambda: tables('both')['orders']['Ddls'] == 1 and tables('both')['orders']['Deletes'] == 10)
    answer = {'counts': {name: tables('both')['orders'][name] for name in ('FullLoadRows', 'Inserts', 'Updates', 'Deletes', 'Ddls')},
        'source': [[row[0], str(row[1]), row[2], row[3], row[4]] for row in sql("SELECT id, amount, note, md5(long), channel FROM orders ORDER BY id")]}`);
    expect(answer.counts).toEqual({ FullLoadRows: 500, Inserts: 3, Updates: 11, Deletes: 10, Ddls: 1 });
    expect(await rowsOf('both/public/orders', replay('id, amount, note, md5("long"), channel'))).toEqual(answer.source);
    expect(
      await rowsOf('both/public/orders', 'SELECT Op, count(*)::INT FROM files WHERE later GROUP BY ALL ORDER BY Op'),
    ).toEqual([
      ['D', 11],
      ['I', 4],
      ['U', 10],
    ]);
    const year = new Date().getUTCFullYear();
    const [first] = await rowsOf<string[]>('both/public/orders', 'SELECT filename FROM files WHERE later LIMIT 1');
    expect(first?.[0]).toMatch(new RegExp(`both/public/orders/${year}/\\d\\d/\\d\\d/${year}\\d{4}-\\d{9}\\.parquet$`));
  });

  test('loads one table anew beside its changes', async () => {
    const source = await python<unknown[]>(`
    before = set(keys('both/'))
    dms.reload_tables(ReplicationTaskArn=arn('task', 'both'), TablesToReload=[{'SchemaName': 'public', 'TableName': 'orders'}])
    sql("UPDATE orders SET note = 'after the reload' WHERE id = 7")
    until(lambda: tables('both')['orders']['FullLoadReloaded'] and tables('both')['orders']['TableState'] == 'Table completed')
    sql("DELETE FROM orders WHERE id = 8")
    until(lambda: tables('both')['orders']['Deletes'] == 11)
    assert not before & {key for key in keys('both/') if 'LOAD' not in key}
    answer = [[row[0], row[1]] for row in sql("SELECT id, note FROM orders ORDER BY id")]`);
    expect(await rowsOf('both/public/orders', replay('id, note'))).toEqual(source);
  });

  test('leaves nothing in the source when it is deleted', async () => {
    expect(
      await python(`
    refused = refusal(lambda: dms.delete_replication_task(ReplicationTaskArn=arn('task', 'both')))
    stop('both')
    reason = task('both')['StopReason']
    gone = arn('task', 'both')
    dms.delete_replication_task(ReplicationTaskArn=gone)
    dms.get_waiter('replication_task_deleted').wait(Filters=[{'Name': 'replication-task-arn', 'Values': [gone]}], WaiterConfig={'Delay': 1})
    answer = [refused.split(':')[0], reason, sql('SELECT count(*) FROM pg_replication_slots')[0][0], sql('SELECT count(*) FROM pg_publication')[0][0]]`),
    ).toEqual(['InvalidResourceStateFault', 'Stop Reason NORMAL', 0, 0]);
  });
});

test('changes as compressed CSV; what is emptied is empty, and new tables are found', async () => {
  const answer = await python<{
    load: string[];
    changes: string[];
    emptied: string[];
    kept: string[];
    news: string[];
  }>(`
    import gzip
    sql("CREATE SCHEMA live; CREATE TABLE live.a (id INT PRIMARY KEY, note TEXT); INSERT INTO live.a VALUES (1, 'one'), (2, NULL)")
    sql("CREATE TABLE live.k (id INT PRIMARY KEY); INSERT INTO live.k VALUES (1)")
    def texts(folder):
        return [gzip.decompress(s3.get_object(Bucket='lake', Key=key)['Body'].read()).decode() for key in keys(folder)]
    target('csv', DataFormat='csv', CompressionType='gzip', AddColumnName=True)
    create('csv', 'full-load-and-cdc', [select('live', '%')])
    start('csv')
    until(lambda: loaded('csv'))
    answer = {'load': texts('csv/live/a/')}
    sql("""INSERT INTO live.a VALUES (3, 'x"y,' || chr(10) || 'z'); UPDATE live.a SET note = NULL WHERE id = 1""")
    until(lambda: tables('csv')['a']['Updates'] == 1)
    answer['changes'] = texts('csv/live/a/20')
    sql("BEGIN; INSERT INTO live.a VALUES (4, 'void'); TRUNCATE live.a; INSERT INTO live.a VALUES (5, 'new'); COMMIT")
    sql("CREATE TABLE live.b (id INT PRIMARY KEY); INSERT INTO live.b VALUES (1); DROP TABLE live.k; CREATE TABLE live.k (id INT PRIMARY KEY); INSERT INTO live.k VALUES (7)")
    until(lambda: tables('csv')['a']['Ddls'] == 1)
    answer['emptied'] = texts('csv/live/a/')
    until(lambda: 'b' in tables('csv') and all(each['TableState'] == 'Table completed' for each in tables('csv').values()) and tables('csv')['k']['FullLoadReloaded'])
    sql("INSERT INTO live.b VALUES (2)")
    until(lambda: tables('csv')['b']['Inserts'] == 1)
    answer['news'] = texts('csv/live/b/')
    answer['kept'] = texts('csv/live/k/')
    stop('csv')`);
  expect(answer).toEqual({
    load: ['Op,id,note\nI,1,one\nI,2,NULL\n'],
    changes: ['Op,id,note\nI,3,"x""y,\nz"\nU,1,NULL\n'],
    emptied: ['Op,id,note\nI,5,new\n'],
    // In the order of their names: changes, then the load.
    news: ['Op,id\nI,2\n', 'Op,id\nI,1\n'],
    kept: ['Op,id\nI,7\n'],
  });
});

describe('while rows go on changing', () => {
  test('nothing is lost and nothing comes twice over stops, kills of the endpoint and of the source, and a source that is down', async () => {
    const writing = python(writer);
    await python(`
    until(lambda: sql("SELECT to_regclass('control') IS NOT NULL")[0][0])
    sql("INSERT INTO moving (pad) SELECT repeat('y', 400) FROM generate_series(1, 200000)")
    target('moving')
    create('moving', 'full-load-and-cdc', [select('public', 'moving')],
        ReplicationTaskSettings=json.dumps({'ErrorBehavior': {'RecoverableErrorInterval': 1}}))
    start('moving')
    until(lambda: 'moving' in tables('moving') and tables('moving')['moving']['TableState'] == 'Full load')
    answer = None`);
    // In the middle of the load.
    await endpoint.kill9();
    await endpoint.restart();
    await python(`
    until(lambda: loaded('moving'))
    until(lambda: tables('moving')['moving']['Inserts'] > 50)
    stop('moving')
    time.sleep(0.5)
    start('moving', 'resume-processing')
    seen = tables('moving')['moving']['Inserts']
    until(lambda: tables('moving')['moving']['Inserts'] > seen + 50)
    answer = None`);
    // In the middle of changes, more than once.
    for (let kill = 0; kill < 2; kill++) {
      await endpoint.kill9();
      await endpoint.restart();
      await python(`
    seen = tables('moving')['moving']['Inserts']
    until(lambda: tables('moving')['moving']['Inserts'] > seen + 50)
    answer = None`);
    }
    await python(`
    import os, pathlib, signal
    rds = boto3.client('rds')
    state = lambda: rds.describe_db_instances()['DBInstances'][0]['DBInstanceStatus']
    os.kill(int(pathlib.Path(${JSON.stringify(postmaster())}).read_text().split()[0]), signal.SIGKILL)
    seen = tables('moving')['moving']['Inserts']
    until(lambda: tables('moving')['moving']['Inserts'] > seen + 50)
    until(lambda: state() == 'available')
    rds.stop_db_instance(DBInstanceIdentifier='oltp')
    until(lambda: state() == 'stopped')
    time.sleep(2)
    assert task('moving')['Status'] == 'running', task('moving')
    rds.start_db_instance(DBInstanceIdentifier='oltp')
    until(lambda: state() == 'available')
    seen = tables('moving')['moving']['Inserts']
    until(lambda: tables('moving')['moving']['Inserts'] > seen + 50)
    sql("INSERT INTO control VALUES (true)")
    answer = None`);
    await writing;
    const source = await python<number[]>(`
    sql("INSERT INTO moving (version, pad) VALUES (0, 'the last')")
    last = sql("SELECT max(id) FROM moving")[0][0]
    seen = -1
    def settled():
        global seen
        now = tables('moving')['moving']['Inserts']
        same, seen = now == seen, now
        time.sleep(1.5)
        return same
    until(settled)
    assert task('moving')['Status'] == 'running', task('moving')
    stop('moving')
    answer = list(sql("SELECT count(*), sum(version), sum(id::bigint), max(id) FROM moving")[0])`);
    expect(await rowsOf('moving/public/moving', faults)).toEqual([]);
    const [found] = await rowsOf<unknown[]>(
      'moving/public/moving',
      `SELECT count(*)::INT, sum(version)::INT, sum(id)::BIGINT::VARCHAR, max(id) FROM (${replay('id, version')})`,
    );
    expect(found).toEqual([source[0], source[1], String(source[2]), source[3]]);
  });

  test('the log says what happened', async () => {
    const lines = await python<string[]>(`
    logs = boto3.client('logs')
    streams = [each['logStreamName'] for each in logs.describe_log_streams(logGroupName='dms-tasks-rep')['logStreams']]
    own = 'dms-task-' + arn('task', 'moving').split(':')[-1]
    answer = [each['message'] for each in logs.get_log_events(logGroupName='dms-tasks-rep', logStreamName=own, startFromHead=True)['events']]`);
    expect(lines).toContainEqual(
      expect.stringMatching(/\[SOURCE_CAPTURE {2}\]I: Replication slot 'dms_\w+' was created at /),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/\[TARGET_LOAD {5}\]I: Load finished for table 'public'\.'moving'/),
    );
    expect(lines).toContainEqual(
      expect.stringMatching(/\[SOURCE_CAPTURE {2}\]W: The source cannot be reached, trying again: /),
    );
  });
});

test('what is not done is refused by name', async () => {
  const refused = await python<string[]>(`
    base = dict(SourceEndpointArn=arn('endpoint', 'shop'), TargetEndpointArn=arn('endpoint', 'full'), ReplicationInstanceArn=arn('instance', ''),
        MigrationType='full-load', TableMappings=json.dumps({'rules': [select('public', '%')]}))
    new_task = lambda **changes: refusal(lambda: dms.create_replication_task(ReplicationTaskIdentifier='refused', **{**base, **changes}))
    rule = lambda **changes: json.dumps({'rules': [select('public', '%'), {**select('public', 'a', rule='2'), **changes}]})
    s3_target = lambda **settings: refusal(lambda: target('refused', **settings))
    answer = [
        new_task(TableMappings=rule(filters=[{'filter-type': 'source'}])), new_task(TableMappings=rule(**{'rule-type': 'table-settings'})),
        new_task(TableMappings=rule(**{'rule-type': 'transformation', 'rule-target': 'column', 'rule-action': 'add-column'})),
        new_task(CdcStartPosition='0/1'), new_task(SourceEndpointArn=arn('endpoint', 'full')),
        new_task(ReplicationTaskSettings=json.dumps({'ValidationSettings': {'EnableValidation': True}})),
        s3_target(PreserveTransactions=True), s3_target(CdcPath='changes'), s3_target(CdcInsertsOnly=True, CdcInsertsAndUpdates=True),
        refusal(lambda: dms.create_endpoint(EndpointIdentifier='refused', EndpointType='source', EngineName='mysql')),
        refusal(lambda: start('full')), refusal(lambda: dms.delete_endpoint(EndpointArn=arn('endpoint', 'full'))),
        refusal(lambda: task('refused')), refusal(lambda: dms.delete_replication_instance(ReplicationInstanceArn=arn('instance', '')))]`);
  expect(refused).toEqual([
    'InvalidParameterValueException: TableMappings: rule 2: the local endpoint does not do source filters.',
    'InvalidParameterValueException: TableMappings: rule 2: the local endpoint does not do rules of the type table-settings.',
    'InvalidParameterValueException: TableMappings: rule 2: the local endpoint does not do the rule-action add-column.',
    'InvalidParameterValueException: The local endpoint does not do CdcStartPosition: changes are read from the start of the task on.',
    expect.stringMatching(/^InvalidParameterValueException: Endpoint arn:\S+ is not a source endpoint\.$/),
    expect.stringMatching(/^InvalidParameterValueException: ReplicationTaskSettings: .*enableValidation/),
    'InvalidParameterValueException: S3Settings: the local endpoint does not do PreserveTransactions.',
    'InvalidParameterValueException: S3Settings: the local endpoint does not do CdcPath.',
    "InvalidParameterCombinationException: CdcInsertsOnly and CdcInsertsAndUpdates can't both be set to true for the same endpoint.",
    'InvalidParameterValueException: Engine mysql is not valid for a source endpoint. The local endpoint replicates from postgres to s3.',
    'InvalidParameterCombinationException: Start Type : START_REPLICATION, valid only for tasks running for the first time',
    expect.stringMatching(/^InvalidResourceStateFault: Endpoint arn:\S+ is part of one or more ReplicationTasks\.$/),
    'ResourceNotFoundFault: No Tasks found matching provided filters',
    expect.stringMatching(
      /^InvalidResourceStateFault: Replication Instance arn:\S+ has one or more replication tasks\.$/,
    ),
  ]);
});

test('a template makes a replication, and takes it away while it runs', async () => {
  const answer = await python<unknown[]>(`
    stacks = boto3.client('cloudformation')
    sql("CREATE TABLE sales.stacked AS SELECT 1 AS id")
    def template(interval):
        def resource(kind, **properties):
            return {'Type': 'AWS::DMS::' + kind, 'Properties': properties}
        return json.dumps({'Resources': {
            'Subnets': resource('ReplicationSubnetGroup', ReplicationSubnetGroupDescription='private', SubnetIds=['subnet-1', 'subnet-2']),
            'Instance': resource('ReplicationInstance', ReplicationInstanceClass='dms.t3.medium', ReplicationSubnetGroupIdentifier={'Ref': 'Subnets'}),
            'Source': resource('Endpoint', EndpointType='source', EngineName='postgres', ServerName=place()['Address'], Port=str(place()['Port']),
                Username='keeper', Password='first-Passw0rd', DatabaseName='shop'),
            'Target': resource('Endpoint', EndpointType='target', EngineName='s3',
                S3Settings={'BucketName': 'lake', 'BucketFolder': 'stacked', 'DataFormat': 'parquet', 'CdcMaxBatchInterval': interval}),
            'Task': resource('ReplicationTask', MigrationType='full-load-and-cdc', ReplicationInstanceArn={'Ref': 'Instance'},
                SourceEndpointArn={'Ref': 'Source'}, TargetEndpointArn={'Ref': 'Target'},
                TableMappings=json.dumps({'rules': [select('sales', 'stacked')]}))},
            'Outputs': {'Task': {'Value': {'Ref': 'Task'}}, 'Target': {'Value': {'Ref': 'Target'}}}})
    def done(what):
        stacks.get_waiter('stack_' + what + '_complete').wait(StackName='replication', WaiterConfig={'Delay': 1, 'MaxAttempts': 60})
    stacks.create_stack(StackName='replication', TemplateBody=template(1))
    done('create')
    outputs = {each['OutputKey']: each['OutputValue'] for each in stacks.describe_stacks(StackName='replication')['Stacks'][0]['Outputs']}
    by = [{'Name': 'replication-task-arn', 'Values': [outputs['Task']]}]
    dms.start_replication_task(ReplicationTaskArn=outputs['Task'], StartReplicationTaskType='start-replication')
    until(lambda: len(keys('stacked/')) == 1)
    stacks.update_stack(StackName='replication', TemplateBody=template(2))
    done('update')
    changed = dms.describe_endpoints(Filters=[{'Name': 'endpoint-arn', 'Values': [outputs['Target']]}])['Endpoints'][0]['S3Settings']['CdcMaxBatchInterval']
    stacks.delete_stack(StackName='replication')
    done('delete')
    answer = [keys('stacked/'), changed, refusal(lambda: dms.describe_replication_tasks(Filters=by))]`);
  expect(answer).toEqual([
    ['stacked/sales/stacked/LOAD00000001.parquet'],
    2,
    'ResourceNotFoundFault: No Tasks found matching provided filters',
  ]);
});
