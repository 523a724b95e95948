/**
 * From a model to a cube on the local warehouse, with dbt's adapter for Redshift: seeds loaded, a model looked at, the
 * project built, the test that fails and its rows, the fix, the cube, the rows behind a cell, the refresh. The tests
 * build on each other.
 */
import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { endResidents } from '../../src/services/dbt/resident.ts';
import { makeWorkgroup, sqlDone } from '../support/redshift.ts';
import { appendToEditor, expandProject, expandTests, showPipelines, testCount } from './dbtTree.ts';
import { expect, test } from './fixtures.ts';
import { keysOf } from './keys.ts';
import { screenshots } from './themes.ts';
import type { WorkbenchPage } from './workbench.ts';

const project = path.resolve(import.meta.dirname, '../dbt/gold');

test.describe.configure({ mode: 'serial' });
// A workbench of its own, with a project of its own.
test.use({ launch: { settings: { 'workbench.editor.enablePreview': false } } });

test.beforeAll(async ({ workspace }) => {
  await cp(project, path.join(workspace, 'gold'), { recursive: true });
});
test.afterAll(async ({ workspace }) => endResidents(workspace));

interface Sale {
  readonly region: string | undefined;
  readonly month: string;
  readonly cents: number;
}

/** What was sold, computed from the seeds. */
async function paidOrders(): Promise<readonly Sale[]> {
  const lines = async (name: string) =>
    (await readFile(path.join(project, 'seeds', name), 'utf8')).trim().split('\n').slice(1);
  const regions = new Map(
    (await lines('raw_customers.csv')).map((line) => line.split(',')).map(([id, , region]) => [id, region]),
  );
  return (await lines('raw_orders.csv'))
    .map((line) => line.split(','))
    .filter(([, , , , status]) => status === 'paid')
    .map(([, customer, day = '', amount]) => ({
      region: regions.get(customer),
      month: day.slice(0, 7),
      cents: Math.round(Number(amount) * 100),
    }));
}

const money = new Intl.NumberFormat('en', { minimumFractionDigits: 2 });
const amountOf = (sales: readonly Sale[]) => money.format(sales.reduce((sum, { cents }) => sum + cents, 0) / 100);

const rowOf = (workbench: WorkbenchPage, member: string) =>
  workbench
    .panel()
    .locator('tbody tr')
    .filter({ has: workbench.panel().locator('th', { hasText: new RegExp(`^\\s*${member}$`) }) });

test('seeds are loaded, and a model shows its rows', async ({ workbench, localClient }) => {
  test.setTimeout(500_000);
  await workbench.showStrata();
  await workbench.run('Strata: Start Local Endpoint');
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  await makeWorkgroup(await localClient());
  await expandProject(workbench, 'gold');
  await workbench.contextMenu('Pipelines', 'gold', 'Load Seeds');
  await expect(workbench.panel().locator('header')).toContainText('SUCCEEDED', { timeout: 120_000 });
  await workbench.expand('Pipelines', 'Models', 'staging');
  await workbench.row('Pipelines', 'stg_orders').click();
  await workbench.page.locator('.tab.active').filter({ hasText: 'stg_orders.sql' }).waitFor();
  await workbench.editor().locator('.codelens-decoration a', { hasText: 'Preview' }).waitFor();
  await screenshots(workbench, 'path-1-model');
  await workbench.clickLens('Preview');
  const rows = (await paidOrders()).length;
  await expect(workbench.panel().getByText(`${rows} rows`, { exact: true })).toBeVisible({ timeout: 60_000 });
  await screenshots(workbench, 'path-2-preview');
});

test('a build ends at the test that fails, whose rows are a click away', async ({ workbench }) => {
  test.setTimeout(300_000);
  await expandProject(workbench, 'gold');
  await workbench.inlineAction('Pipelines', 'gold', 'Build');
  const panel = workbench.panel();
  await expect(panel.locator('header')).toContainText('FAILED', { timeout: 120_000 });
  const graph = panel.locator('.graph');
  await expect(graph.getByRole('button', { name: /not_null_fct_sales_region, test, failed/i })).toBeVisible();
  await expect(graph.getByRole('button', { name: /cube_sales, table, skipped/i })).toBeVisible();
  await screenshots(workbench, 'path-3-run');

  // The Test Explorer has what the build has found.
  const failing = await expandTests(workbench, 'gold', 'fct_sales', 'not_null region');
  await expect(testCount(workbench, '2/3')).toBeVisible();
  await screenshots(workbench, 'path-4-tests');
  await failing.hover();
  await failing.getByRole('button', { name: 'Show Failing Rows' }).click();
  const homeless = (await paidOrders()).filter(({ region }) => region === undefined);
  const rows = workbench.panel().getByText(`${homeless.length} rows`, { exact: true });
  await expect(rows).toBeVisible({ timeout: 60_000 });
  // Whole rows, by which the orders are found.
  await expect(workbench.panel().getByRole('columnheader', { name: /order_id/ })).toBeVisible();
  await screenshots(workbench, 'path-5-failing-rows');
});

test('the model is mended, and its test is green', async ({ workbench }) => {
  test.setTimeout(300_000);
  await workbench.openFile('fct_sales.sql');
  await appendToEditor(workbench, 'where region is not null\n');
  await workbench.clickLens('Build');
  await expect(workbench.panel().locator('header')).toContainText('SUCCEEDED', { timeout: 120_000 });
  await expandTests(workbench, 'gold', 'fct_sales', 'not_null region');
  await workbench.run('Test: Run All Tests');
  await expect(testCount(workbench, '3/3')).toBeVisible({ timeout: 120_000 });
  await screenshots(workbench, 'path-6-green');
});

test('its cube is built, drilled and refreshed', async ({ workbench, localClient }) => {
  test.setTimeout(300_000);
  await expandProject(workbench, 'gold', 'Models', 'cubes');
  await workbench.inlineAction('Pipelines', 'cube_sales', 'Build');
  await expect(workbench.panel().locator('header')).toContainText('SUCCEEDED', { timeout: 120_000 });
  await workbench.run('View: Close All Editors');
  await showPipelines(workbench);
  await workbench.expand('Pipelines', 'Cubes');
  await workbench.inlineAction('Pipelines', /^cube_sales/, 'Open as Cube');
  const panel = workbench.panel();
  const sales = (await paidOrders()).filter(({ region }) => region !== undefined);
  const total = rowOf(workbench, 'Total').locator('td').last();
  await expect(total).toHaveText(amountOf(sales), { timeout: 60_000 });
  for (const region of new Set(sales.map((each) => each.region ?? ''))) {
    const own = sales.filter((each) => each.region === region);
    await expect(rowOf(workbench, region).locator('td').last()).toHaveText(amountOf(own));
  }
  await screenshots(workbench, 'path-7-cube');

  const lima = sales.filter(({ region }) => region === 'Lima');
  await rowOf(workbench, 'Lima').locator('td').last().dblclick();
  await expect(workbench.panel().getByText(`${lima.length} rows`, { exact: true })).toBeVisible({ timeout: 60_000 });
  await screenshots(workbench, 'path-8-drill');
  await workbench.run('View: Close Editor');

  // A sale that comes late is in the cube once that is refreshed, and no sooner.
  const data = new RedshiftDataClient(await localClient());
  await sqlDone(data, `INSERT INTO gold.fct_sales VALUES (1000, 1, 'Lima', '2026-04-01', 1000)`);
  await panel.getByRole('button', { name: 'Reload' }).click();
  await expect(panel.getByRole('button', { name: 'Reload' })).toBeVisible();
  await expect(total).toHaveText(amountOf(sales));
  await panel.getByRole('button', { name: 'Refresh now' }).click();
  const late: Sale = { region: 'Lima', month: '2026-04', cents: 100_000 };
  await expect(total).toHaveText(amountOf([...sales, late]), { timeout: 60_000 });
  await screenshots(workbench, 'path-9-refreshed');
  // The warehouse listens on a port that is of no use in a browser, and nobody is asked about it.
  await expect(workbench.page.getByText(/running on port/)).toHaveCount(0);
});

test('the keyboard alone walks the tree of dbt, tests a model and looks at its rows', async ({ workbench }) => {
  test.setTimeout(180_000);
  await showPipelines(workbench);
  const keys = keysOf(workbench);
  await keys.toRow('Pipelines', 'dbt projects', 'gold', 'Models', 'marts', 'fct_sales');
  // What it depends on, and what depends on it.
  await workbench.page.keyboard.press('ArrowRight');
  await expect(workbench.row('Pipelines', 'Downstream')).toBeVisible();
  await keys.menu('Test');
  await expect(workbench.panel().locator('header')).toContainText('SUCCEEDED', { timeout: 60_000 });
  await keys.command('View: Close Editor');
  await keys.toRow('Pipelines', 'dbt projects', 'gold', 'Models', 'marts', 'fct_sales');
  await keys.menu('Preview Rows');
  await expect(workbench.panel().getByRole('columnheader', { name: /region/ })).toBeVisible({ timeout: 60_000 });
  await keys.command('View: Close Editor');
  await keys.toRow('Pipelines', 'dbt projects', 'gold', 'Models', 'marts', 'fct_sales');
  await workbench.page.keyboard.press('Enter');
  await workbench.page.locator('.tab.active').filter({ hasText: 'fct_sales.sql' }).waitFor();
});
