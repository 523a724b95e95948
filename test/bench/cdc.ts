/** How fast changes of PostgreSQL come into the lake through local DMS, beside a bare COPY of the same rows to a file. */
import path from 'node:path';
import { startTestEndpoint } from '../support/endpoint.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { type WarehouseClients, warehouseClients } from '../support/warehouseClients.ts';
import type { Benchmark } from './support/benchmark.ts';
import { measured, ratio } from './support/measuring.ts';

interface Round {
  /** All in seconds. */
  readonly copy: number;
  readonly update: number;
  readonly changes: number;
}

/** What the scripts of a run share: where the source is, and how to wait for something. */
const shared = `
import boto3, json, psycopg2, time
dms, rds = boto3.client('dms'), boto3.client('rds')
def until(done):
    while not done():
        time.sleep(0.02)
def instance():
    return rds.describe_db_instances()['DBInstances'][0]
def connect():
    at = instance()['Endpoint']
    return psycopg2.connect(host=at['Address'], port=at['Port'], user='keeper', password='first-Passw0rd', dbname='shop')
def task():
    return dms.describe_replication_tasks()['ReplicationTasks'][0]
def table():
    found = dms.describe_table_statistics(ReplicationTaskArn=task()['ReplicationTaskArn'])['TableStatistics']
    return found[0] if found else {'TableState': '', 'Updates': 0}
`;

export const cdcBenchmark: Benchmark = {
  name: 'cdc',
  title: 'Changes of PostgreSQL through local DMS',
  async run({ quick, product, say }, signal) {
    const rows = quick ? 20_000 : 500_000;
    const rounds = quick ? 1 : 5;
    await using folder = tempFolder('strata-bench-cdc');
    await using endpoint = await startTestEndpoint({ program: (await product()).entry('endpoint') });
    const clients = await warehouseClients(endpoint);
    say(`a source with ${rows} rows, and their load`);
    const load = await loaded(clients, rows);
    const found: Round[] = [];
    for (let round = 0; round < rounds; round++) {
      signal.throwIfAborted();
      say(`round ${round + 1} of ${rounds}`);
      found.push(await changed(clients, path.join(folder.path, 'copy.csv')));
    }
    const seconds = (of: keyof Round) => found.map((each) => each[of]);
    const rates = found.map(({ changes }) => rows / changes);
    return {
      measures: [
        measured('full load, from the start of the task', 's', [load]),
        measured('changes, from their commit to the last file', 's', seconds('changes')),
        measured('changes, from their commit to the last file', 'rows/s', rates),
        measured('the UPDATE itself, in PostgreSQL', 's', seconds('update')),
        measured('COPY to a file by psycopg2', 's', seconds('copy')),
        ratio('changes beside COPY', seconds('changes'), seconds('copy')),
      ],
      how: [
        `${rows} rows of five columns (a key, a number, a decimal, a moment, a text of 50 characters), all changed by one UPDATE in each round, with REPLICA IDENTITY FULL.`,
        'Changes: from the COMMIT until the table’s statistics count them, when their Parquet files are objects and the position is kept. CdcMaxBatchInterval is 1 s, so that up to one second of it is waiting.',
        'COPY: the same rows as CSV, in the same round, from the statement to its end.',
      ],
    };
  },
};

/** @returns seconds from the start of the task until its table is in the lake */
async function loaded(clients: WarehouseClients, rows: number): Promise<number> {
  return await clients.python<number>(`${shared}
rds.create_db_instance(DBInstanceIdentifier='oltp', DBInstanceClass='db.t3.micro', Engine='postgres', DBName='shop',
    AllocatedStorage=20, MasterUsername='keeper', MasterUserPassword='first-Passw0rd')
until(lambda: instance()['DBInstanceStatus'] == 'available')
boto3.client('s3').create_bucket(Bucket='lake')
with connect() as connection, connection.cursor() as cursor:
    cursor.execute("""CREATE TABLE sales (id INT PRIMARY KEY, version INT, amount NUMERIC(10, 2), at TIMESTAMP, note TEXT);
        ALTER TABLE sales REPLICA IDENTITY FULL;
        INSERT INTO sales SELECT i, 0, i / 100.0, TIMESTAMP '2025-01-01' + i * INTERVAL '1 second', repeat('x', 50)
        FROM generate_series(1, ${rows}) i""")
place = instance()['Endpoint']
host = dms.create_replication_instance(ReplicationInstanceIdentifier='rep', ReplicationInstanceClass='dms.t3.medium')
source = dms.create_endpoint(EndpointIdentifier='shop', EndpointType='source', EngineName='postgres', ServerName=place['Address'],
    Port=place['Port'], Username='keeper', Password='first-Passw0rd', DatabaseName='shop')
target = dms.create_endpoint(EndpointIdentifier='lake', EndpointType='target', EngineName='s3',
    S3Settings=dict(BucketName='lake', DataFormat='parquet', CdcMaxBatchInterval=1, TimestampColumnName='committed_at'))
rule = {'rule-type': 'selection', 'rule-id': '1', 'rule-name': '1', 'rule-action': 'include',
    'object-locator': {'schema-name': 'public', 'table-name': 'sales'}}
made = dms.create_replication_task(ReplicationTaskIdentifier='cdc', MigrationType='full-load-and-cdc',
    ReplicationInstanceArn=host['ReplicationInstance']['ReplicationInstanceArn'],
    SourceEndpointArn=source['Endpoint']['EndpointArn'], TargetEndpointArn=target['Endpoint']['EndpointArn'],
    TableMappings=json.dumps({'rules': [rule]}))
until(lambda: task()['Status'] == 'ready')
begun = time.time()
dms.start_replication_task(ReplicationTaskArn=task()['ReplicationTaskArn'], StartReplicationTaskType='start-replication')
until(lambda: table()['TableState'] == 'Table completed')
print(json.dumps(time.time() - begun))`);
}

async function changed(clients: WarehouseClients, file: string): Promise<Round> {
  return await clients.python<Round>(`${shared}
connection = connect()
seen = table()['Updates']
with connection.cursor() as cursor:
    begun = time.time()
    with open(${JSON.stringify(file)}, 'wb') as copy:
        cursor.copy_expert('COPY sales TO STDOUT (FORMAT csv)', copy)
    copied = time.time() - begun
    begun = time.time()
    cursor.execute('UPDATE sales SET version = version + 1')
    rows = cursor.rowcount
    connection.commit()
    committed = time.time()
until(lambda: table()['Updates'] == seen + rows)
print(json.dumps({'copy': copied, 'update': committed - begun, 'changes': time.time() - committed}))`);
}
