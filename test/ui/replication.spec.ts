/** A table on its way into the lake: a replication task started from the tree and followed table by table. */
import {
  CreateEndpointCommand,
  CreateReplicationInstanceCommand,
  CreateReplicationTaskCommand,
  DatabaseMigrationServiceClient,
  waitUntilReplicationInstanceAvailable,
} from '@aws-sdk/client-database-migration-service';
import { CreateDBInstanceCommand, RDSClient, waitUntilDBInstanceAvailable } from '@aws-sdk/client-rds';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import pg from 'pg';
import { showPipelines } from './dbtTree.ts';
import { expect, type LocalClient, test } from './fixtures.ts';
import { screenshots } from './themes.ts';

const tree = 'Pipelines';
const password = 'first-Passw0rd';

test('a replication task is started and followed by its tables', async ({ workbench, localClient }) => {
  test.setTimeout(300_000);
  await showPipelines(workbench);
  await workbench.run('Strata: Start Local Endpoint');
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  const client = await localClient();
  const database = await makeShop(client);
  await makeTask(client, database);
  await workbench.dismissNotifications();

  await workbench.expand(tree, 'Replication tasks');
  await workbench.inlineAction(tree, 'shop-to-raw', 'Start');
  const panel = workbench.panel();
  await expect(panel.locator('header')).toContainText('Load complete, replication ongoing', { timeout: 60_000 });
  await expect(panel.getByRole('button', { name: /public\.orders/ }).first()).toBeVisible();
  await database.query(
    'INSERT INTO orders SELECT n, n FROM generate_series(1001, 1010) n; DELETE FROM orders WHERE id = 1',
  );
  await panel
    .getByRole('button', { name: /public\.orders/ })
    .first()
    .click();
  await expect(panel.locator('.detail')).toContainText('inserts 10', { timeout: 60_000 });
  await expect(panel.locator('.detail')).toContainText('deletes 1');
  await workbench.expand(tree, 'shop-to-raw');
  await screenshots(workbench, 'dms-run');
  await database.end();
});

async function makeShop(client: LocalClient): Promise<pg.Client> {
  const rds = new RDSClient(client);
  await rds.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier: 'oltp',
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'postgres',
      DBName: 'shop',
      AllocatedStorage: 20,
      MasterUsername: 'keeper',
      MasterUserPassword: password,
    }),
  );
  const { reason } = await waitUntilDBInstanceAvailable(
    { client: rds, maxWaitTime: 200, minDelay: 1, maxDelay: 1 },
    { DBInstanceIdentifier: 'oltp' },
  );
  const [instance] = (reason as { DBInstances: { Endpoint: { Address: string; Port: number } }[] }).DBInstances;
  const { Address: host, Port: port } = instance!.Endpoint;
  const database = new pg.Client({ host, port, user: 'keeper', password, database: 'shop' });
  // The endpoint ends with the workbench, and its servers with it.
  database.on('error', () => {});
  await database.connect();
  await database.query(`CREATE TABLE orders (id INT PRIMARY KEY, amount NUMERIC(10,2));
    CREATE TABLE customers (id INT PRIMARY KEY, name TEXT); INSERT INTO customers VALUES (1, 'Ana'), (2, 'Luis');
    INSERT INTO orders SELECT n, n * 1.5 FROM generate_series(1, 1000) n`);
  return database;
}

async function makeTask(client: LocalClient, { host, port }: pg.Client): Promise<void> {
  await new S3Client(client).send(new CreateBucketCommand({ Bucket: 'shop-lake' }));
  const dms = new DatabaseMigrationServiceClient(client);
  const { ReplicationInstance } = await dms.send(
    new CreateReplicationInstanceCommand({
      ReplicationInstanceIdentifier: 'replicator',
      ReplicationInstanceClass: 'dms.t3.medium',
    }),
  );
  await waitUntilReplicationInstanceAvailable({ client: dms, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, {});
  const source = await dms.send(
    new CreateEndpointCommand({
      EndpointIdentifier: 'shop',
      EndpointType: 'source',
      EngineName: 'postgres',
      ServerName: host,
      Port: port,
      Username: 'keeper',
      Password: password,
      DatabaseName: 'shop',
    }),
  );
  const target = await dms.send(
    new CreateEndpointCommand({
      EndpointIdentifier: 'raw',
      EndpointType: 'target',
      EngineName: 's3',
      S3Settings: { BucketName: 'shop-lake', BucketFolder: 'raw', DataFormat: 'parquet', CdcMaxBatchInterval: 1 },
    }),
  );
  const locator = { 'schema-name': 'public', 'table-name': '%' };
  const rule = { 'rule-type': 'selection', 'rule-id': '1', 'rule-name': '1', 'rule-action': 'include' };
  await dms.send(
    new CreateReplicationTaskCommand({
      ReplicationTaskIdentifier: 'shop-to-raw',
      SourceEndpointArn: source.Endpoint?.EndpointArn,
      TargetEndpointArn: target.Endpoint?.EndpointArn,
      ReplicationInstanceArn: ReplicationInstance?.ReplicationInstanceArn,
      MigrationType: 'full-load-and-cdc',
      TableMappings: JSON.stringify({ rules: [{ ...rule, 'object-locator': locator }] }),
      ReplicationTaskSettings: JSON.stringify({ Logging: { EnableLogging: true } }),
    }),
  );
}
