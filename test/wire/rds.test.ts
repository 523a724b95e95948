/** RDS by boto3, and its instances by psycopg2, as any PostgreSQL on AWS. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InstanceLogin, readInstanceLogin } from '../../src/runtimes/instanceLogin.ts';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type WarehouseClients, warehouseClients } from '../support/warehouseClients.ts';

let endpoint: TestEndpoint;
let clients: WarehouseClients;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  clients = await warehouseClients(endpoint);
  await rds(`
    rds.create_db_instance(DBInstanceIdentifier='OLTP', DBInstanceClass='db.t3.micro', Engine='postgres', DBName='shop',
        AllocatedStorage=20, MasterUsername='shopkeeper', MasterUserPassword='first-Passw0rd', Tags=[{'Key': 'team', 'Value': 'sales'}])
    wait('oltp', 'available')
    answer = None`);
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

/** Python over boto3's client, which leaves `answer`. */
async function rds<T>(script: string): Promise<T> {
  const body = script.replaceAll(/^ {4}/gm, '');
  return await clients.python<T>(`
import boto3, json, time
rds = boto3.client('rds')
def status(id):
    return rds.describe_db_instances(DBInstanceIdentifier=id)['DBInstances'][0]['DBInstanceStatus']
def wait(id, wanted):
    while status(id) != wanted:
        assert status(id) != 'failed', rds.describe_events(SourceType='db-instance', SourceIdentifier=id)['Events']
        time.sleep(0.05)
def refusal(call):
    try:
        call()
    except Exception as error:
        return error.response['Error']['Code'] + ': ' + error.response['Error']['Message']
${body}
print(json.dumps(answer, default=str))`);
}

const login = (): InstanceLogin => readInstanceLogin(endpoint.state)!;

/** What a statement returns over psycopg2; each goes over a connection of its own, which waits for a server that comes up. */
async function query<T>(sql: string, as: Partial<InstanceLogin> = {}): Promise<T> {
  const { host, port, user, password, database } = { ...login(), ...as };
  return await clients.python<T>(`
import json, psycopg2, time
deadline = time.time() + 30
while True:
    try:
        connection = psycopg2.connect(host=${JSON.stringify(host)}, port=${port}, user=${JSON.stringify(user)},
            password=${JSON.stringify(password)}, dbname=${JSON.stringify(database)})
        break
    except psycopg2.OperationalError as error:
        if 'refused' not in str(error) and 'starting up' not in str(error) or time.time() > deadline:
            print(json.dumps(str(error)))
            raise SystemExit
        time.sleep(0.05)
connection.autocommit = True
cursor = connection.cursor()
cursor.execute(${JSON.stringify(sql)})
print(json.dumps([list(row) for row in cursor.fetchall()] if cursor.description else [], default=str))`);
}

describe('an instance', () => {
  test('is a PostgreSQL server as RDS sets it up', async () => {
    expect(login()).toMatchObject({ host: '127.0.0.1', user: 'shopkeeper', database: 'shop' });
    expect(
      await query('SELECT current_database(), current_user, upper(%s), version()'.replace('%s', "'ñandú'")),
    ).toEqual([['shop', 'shopkeeper', 'ÑANDÚ', expect.stringMatching(/^PostgreSQL 18\./)]]);
    // What DMS asks for before it reads changes.
    expect(await query("SELECT current_setting('wal_level'), current_setting('rds.logical_replication')")).toEqual([
      ['logical', 'on'],
    ]);
    await query('CREATE TABLE orders (order_id SERIAL PRIMARY KEY, amount NUMERIC(10, 2))');
    await query('INSERT INTO orders (amount) VALUES (300.50)');
    expect(await query('SELECT order_id, amount FROM orders')).toEqual([[1, '300.50']]);
    // The master user is none of PostgreSQL's superusers.
    expect(
      await query("SELECT rolsuper, pg_has_role('rds_superuser', 'member') FROM pg_roles WHERE rolname = current_user"),
    ).toEqual([[false, true]]);
  });

  test('is described with its address, and lists what happened to it', async () => {
    const answer = await rds<Record<string, unknown>>(`
    answer = rds.describe_db_instances()['DBInstances'][0]`);
    expect(answer).toMatchObject({
      DBInstanceIdentifier: 'oltp',
      DBInstanceStatus: 'available',
      Endpoint: { Address: '127.0.0.1', Port: login().port },
      MasterUsername: 'shopkeeper',
      DBName: 'shop',
      TagList: [{ Key: 'team', Value: 'sales' }],
    });
    expect(answer).not.toHaveProperty('MasterUserPassword');
    const told = await rds<string[]>(`
    answer = [each['Message'] for each in rds.describe_events(SourceType='db-instance', SourceIdentifier='oltp')['Events']]`);
    expect(told).toContain('DB instance created');
  });

  test('is stopped, started and rebooted with its rows', async () => {
    await query('CREATE TABLE kept AS SELECT 1 AS n');
    const port = login().port;
    await rds(`
    rds.stop_db_instance(DBInstanceIdentifier='oltp')
    wait('oltp', 'stopped')
    answer = None`);
    await expect(
      clients.python(
        `import psycopg2; psycopg2.connect(host='127.0.0.1', port=${port}, user='shopkeeper', dbname='shop')`,
      ),
    ).rejects.toThrow(/refused/);
    const again = await rds<string>(`
    answer = refusal(lambda: rds.stop_db_instance(DBInstanceIdentifier='oltp'))
    rds.start_db_instance(DBInstanceIdentifier='oltp')
    wait('oltp', 'available')
    rds.reboot_db_instance(DBInstanceIdentifier='oltp')
    wait('oltp', 'available')`);
    expect(again).toBe('InvalidDBInstanceState: Instance oltp is not in available state.');
    expect(login().port).toBe(port);
    expect(await query('SELECT n FROM kept')).toEqual([[1]]);
  });

  test('takes a new master password, and no longer the old one', async () => {
    const { password: old } = login();
    await rds(`
    rds.modify_db_instance(DBInstanceIdentifier='oltp', MasterUserPassword='second-Passw0rd', ApplyImmediately=True)
    wait('oltp', 'available')
    answer = None`);
    expect(await query('SELECT 1')).toEqual([[1]]);
    expect(await query('SELECT 1', { password: old })).toMatch(/password authentication failed/);
  });

  test('keeps what is committed when the endpoint is killed, and leaves no server behind', async () => {
    await query('CREATE TABLE survivors AS SELECT generate_series(1, 1000) AS n');
    const { port } = login();
    await endpoint.kill9();
    await expect
      .poll(() => clients.python(`import socket; s = socket.socket(); print(s.connect_ex(('127.0.0.1', ${port})))`))
      .not.toBe(0);
    await endpoint.restart();
    expect(await query('SELECT count(*) FROM survivors')).toEqual([[1000]]);
  });
});

test('two instances are two servers, of the versions that they were asked for', async () => {
  const other = await rds<{ Port: number }>(`
    rds.create_db_instance(DBInstanceIdentifier='second', DBInstanceClass='db.t3.micro', Engine='postgres', EngineVersion='16',
        AllocatedStorage=20, MasterUsername='second_admin', MasterUserPassword='another-Passw0rd')
    wait('second', 'available')
    answer = rds.describe_db_instances(DBInstanceIdentifier='second')['DBInstances'][0]['Endpoint']`);
  expect(other.Port).not.toBe(login().port);
  const as = { port: other.Port, user: 'second_admin', password: 'another-Passw0rd', database: 'postgres' };
  expect(await query("SELECT split_part(version(), '.', 1), to_regclass('kept') IS NULL", as)).toEqual([
    ['PostgreSQL 16', true],
  ]);
  const left = await rds<unknown[]>(`
    rds.delete_db_instance(DBInstanceIdentifier='second', SkipFinalSnapshot=True)
    while len(rds.describe_db_instances()['DBInstances']) > 1:
        time.sleep(0.05)
    answer = [refusal(lambda: rds.describe_db_instances(DBInstanceIdentifier='second')),
              [each['DBInstanceIdentifier'] for each in rds.describe_db_instances()['DBInstances']]]`);
  expect(left).toEqual(['DBInstanceNotFound: DBInstance second not found.', ['oltp']]);
});

test('what is no instance that can be had is refused with the reason', async () => {
  const refused = await rds<string[]>(`
    base = dict(DBInstanceIdentifier='third', DBInstanceClass='db.t3.micro', Engine='postgres', AllocatedStorage=20,
        MasterUsername='someone', MasterUserPassword='some-Passw0rd')
    create = lambda **changes: refusal(lambda: rds.create_db_instance(**{**base, **changes}))
    answer = [create(Engine='mysql'), create(EngineVersion='9.6'), create(MasterUsername='admin'),
              create(MasterUserPassword='short'), create(DBInstanceIdentifier='oltp'), create(DBSubnetGroupName='nowhere'),
              refusal(lambda: rds.delete_db_instance(DBInstanceIdentifier='oltp')),
              refusal(lambda: rds.start_db_instance(DBInstanceIdentifier='oltp'))]`);
  expect(refused).toEqual([
    'InvalidParameterValue: Invalid DB engine: mysql. The local endpoint runs instances of postgres only.',
    'InvalidParameterCombination: Cannot find version 9.6 for postgres. The local endpoint runs PostgreSQL 18 and 16.',
    'InvalidParameterValue: MasterUsername admin cannot be used as it is a reserved word used by the engine',
    'InvalidParameterValue: The parameter MasterUserPassword is not a valid password because it is shorter than 8 or longer than 128 characters.',
    'DBInstanceAlreadyExists: DB instance already exists',
    "DBSubnetGroupNotFoundFault: DB subnet group 'nowhere' does not exist.",
    'InvalidParameterCombination: FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.',
    'InvalidDBInstanceState: Instance oltp is not stopped or it is in a state in which it cannot be started.',
  ]);
});

test('a template makes one, changes it and takes it away', async () => {
  const answer = await rds<unknown[]>(`
    stacks = boto3.client('cloudformation')
    def template(**changes):
        instance = dict(DBInstanceClass='db.t3.micro', Engine='postgres', EngineVersion='16.4', AllocatedStorage='20', DBName='orders',
            MasterUsername='owner', MasterUserPassword='stack-Passw0rd', DBSubnetGroupName={'Ref': 'Subnets'}, **changes)
        return json.dumps({'Resources': {
            'Subnets': {'Type': 'AWS::RDS::DBSubnetGroup', 'Properties': {'DBSubnetGroupDescription': 'private', 'SubnetIds': ['subnet-1', 'subnet-2']}},
            'Source': {'Type': 'AWS::RDS::DBInstance', 'Properties': instance}},
            'Outputs': {'Port': {'Value': {'Fn::GetAtt': ['Source', 'Endpoint.Port']}}, 'Name': {'Value': {'Ref': 'Source'}}}})
    def done(what):
        stacks.get_waiter('stack_' + what + '_complete').wait(StackName='source', WaiterConfig={'Delay': 1, 'MaxAttempts': 60})
    stacks.create_stack(StackName='source', TemplateBody=template())
    done('create')
    outputs = {each['OutputKey']: each['OutputValue'] for each in stacks.describe_stacks(StackName='source')['Stacks'][0]['Outputs']}
    made = rds.describe_db_instances(DBInstanceIdentifier=outputs['Name'])['DBInstances'][0]
    stacks.update_stack(StackName='source', TemplateBody=template(BackupRetentionPeriod=3))
    done('update')
    kept = rds.describe_db_instances(DBInstanceIdentifier=outputs['Name'])['DBInstances'][0]
    stacks.delete_stack(StackName='source')
    done('delete')
    answer = [made['DBInstanceStatus'], made['Endpoint']['Port'] == int(outputs['Port']), made['DBSubnetGroup']['DBSubnetGroupName'].startswith('source-subnets'),
              kept['BackupRetentionPeriod'], kept['DbiResourceId'] == made['DbiResourceId'],
              [each['DBInstanceIdentifier'] for each in rds.describe_db_instances()['DBInstances']]]`);
  expect(answer).toEqual(['available', true, true, 3, true, ['oltp']]);
});

test('strata env tells tools of PostgreSQL where the instance is', async () => {
  const cli = path.resolve(import.meta.dirname, '../../src/hosts/cli/main.ts');
  const root = path.dirname(endpoint.state);
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'env', '--json', '--root', root]);
  const { host, port, user, password, database } = login();
  expect(JSON.parse(stdout)).toMatchObject({
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
  });
});
