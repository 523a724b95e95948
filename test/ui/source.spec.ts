/** A source database in the editor: down to its columns, previewed, asked by SQL, wrong and mended, and one that asks who signs in. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CreateDBInstanceCommand, RDSClient, waitUntilDBInstanceAvailable } from '@aws-sdk/client-rds';
import pg from 'pg';
import { readInstanceLogin } from '../../src/runtimes/instanceLogin.ts';
import { showPipelines } from './dbtTree.ts';
import { expect, test } from './fixtures.ts';
import { screenshots } from './themes.ts';

test.describe.configure({ mode: 'serial' });
// A workbench of its own: what it keeps of logins is its own too.
test.use({ launch: { settings: { 'workbench.editor.enablePreview': false } } });

const tree = 'Pipelines';

test('an instance is looked into, previewed and asked', async ({ workbench, workspace, localClient }) => {
  test.setTimeout(300_000);
  await showPipelines(workbench);
  await workbench.run('Strata: Start Local Endpoint');
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  await makeShop(workspace, await localClient());
  await workbench.dismissNotifications();

  await workbench.expand(tree, 'RDS and PostgreSQL', 'oltp', 'shop', 'public', 'orders');
  await expect(workbench.row(tree, 'amount')).toContainText('numeric(10,2)');
  await workbench.inlineAction(tree, 'orders', 'Preview First Rows');
  const panel = workbench.panel();
  await expect(panel.getByText('1,000 rows', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(panel.getByText('PostgreSQL 18').first()).toBeVisible();
  await screenshots(workbench, 'source-preview');

  await workbench.contextMenu(tree, 'orders', 'Query…');
  await expect(workbench.editor()).toContainText('-- rds instance=oltp database=shop');
  await workbench.clickLens('Run Query');
  await expect(panel.getByText('100 rows', { exact: true })).toBeVisible({ timeout: 60_000 });
  await workbench.page.locator('.tab').filter({ hasText: 'rds instance=oltp' }).click();
  await workbench.clickLens('Explain');
  await expect(workbench.page.getByText('Seq Scan on orders').first()).toBeVisible();
});

test('an error leads back to its place', async ({ workbench, workspace }) => {
  await writeFile(
    path.join(workspace, 'wrong.sql'),
    '-- rds instance=oltp\n\nSELECT order_id,\n  amonut\nFROM orders;\n',
  );
  await workbench.openFile('wrong.sql');
  await workbench.clickLens('Run Query');
  const panel = workbench.panel();
  await expect(panel.getByText('column "amonut" does not exist')).toBeVisible({ timeout: 60_000 });
  await workbench.screenshot('source-error');
  await panel.getByRole('button', { name: 'Go to the statement' }).click();
  await expect(workbench.statusBar(/Ln 4, Col 3/)).toBeVisible();
});

test('a database of strata.yaml asks once who signs in', async ({ workbench, workspace }) => {
  const { host, port, user, password } = readInstanceLogin(path.join(workspace, '.strata'))!;
  await writeFile(
    path.join(workspace, 'strata.yaml'),
    `version: 1\nsources:\n  own:\n    url: postgres://${host}:${port}/shop\n`,
  );
  await showPipelines(workbench);
  await workbench.run('Strata: Refresh');
  await workbench.expand(tree, 'RDS and PostgreSQL');
  const own = workbench.row(tree, 'own');
  await own.click();
  await workbench.page.keyboard.press('ArrowRight');
  const asked = workbench.page.getByText(`Password of ${user}`);
  await workbench.type(user);
  await expect(asked).toBeVisible();
  await workbench.screenshot('source-password');
  await workbench.type('wrong-Passw0rd');
  await expect(workbench.section(tree).getByText(/refuses the login/)).toBeVisible();
  await workbench.screenshot('source-refused');
  await workbench.run('Strata: Refresh');
  await workbench.type(user);
  await expect(asked).toBeVisible();
  await workbench.type(password);
  await workbench.expand(tree, 'shop');
  await expect(workbench.row(tree, 'public')).toBeVisible();
});

async function makeShop(workspace: string, config: ConstructorParameters<typeof RDSClient>[0] & object): Promise<void> {
  const client = new RDSClient(config);
  const DBInstanceIdentifier = 'oltp';
  await client.send(
    new CreateDBInstanceCommand({
      DBInstanceIdentifier,
      DBInstanceClass: 'db.t4g.micro',
      Engine: 'postgres',
      DBName: 'shop',
      AllocatedStorage: 20,
      MasterUsername: 'shopkeeper',
      MasterUserPassword: 'first-Passw0rd',
    }),
  );
  await waitUntilDBInstanceAvailable({ client, maxWaitTime: 240, minDelay: 1, maxDelay: 1 }, { DBInstanceIdentifier });
  const login = readInstanceLogin(path.join(workspace, '.strata'))!;
  const shop = new pg.Client({ ...login, application_name: 'test' });
  await shop.connect();
  try {
    await shop.query(`CREATE TABLE customers (customer_id serial PRIMARY KEY, name varchar(100), region varchar(50));
      CREATE TABLE orders (order_id serial PRIMARY KEY, customer_id int REFERENCES customers, amount numeric(10, 2), order_date timestamp);
      INSERT INTO customers (name, region) VALUES ('Ana', 'Lima'), ('Luis', 'Cusco');
      INSERT INTO orders (customer_id, amount, order_date)
        SELECT 1 + n % 2, n * 1.25, timestamp '2025-01-01' + n * interval '1 hour' FROM generate_series(1, 1200) n;
      CREATE VIEW order_regions AS SELECT region, sum(amount) AS amount FROM orders JOIN customers USING (customer_id) GROUP BY 1;
      ANALYZE`);
  } finally {
    await shop.end();
  }
}
