/**
 * dbt in the editor: packages installed, the project built, a model looked at as a whole and in parts, what is known of
 * it, the test that fails, its rows, the fix. The tests build on each other.
 */
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { endResidents } from '../../src/services/dbt/resident.ts';
import { appendToEditor, expandProject, expandTests, showPipelines, testCount } from './dbtTree.ts';
import { expect, test } from './fixtures.ts';
import { screenshots } from './themes.ts';
import type { WorkbenchPage } from './workbench.ts';

test.describe.configure({ mode: 'serial' });
// A workbench of its own, with a project of its own.
test.use({ launch: { settings: { 'workbench.editor.enablePreview': false } } });

const shop = path.resolve(import.meta.dirname, '../dbt/shop');
const model = 'models/marts/fct_sales.sql';

test.beforeAll(async ({ workspace }) => {
  await cp(shop, path.join(workspace, 'shop'), { recursive: true });
});
test.afterAll(async ({ workspace }) => endResidents(workspace));

test('a project finds itself, and says what it lacks', async ({ workbench }) => {
  test.setTimeout(400_000);
  await showPipelines(workbench);
  await workbench.run('Strata: Start Local Endpoint');
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  await workbench.expand('Pipelines', 'dbt projects', 'shop');
  // The environment is installed first, where nothing has needed it yet.
  const missing = workbench
    .section('Pipelines')
    .getByText(/packages?\.yml/)
    .first();
  await expect(missing).toBeVisible({ timeout: 300_000 });
  await workbench.contextMenu('Pipelines', 'shop', 'Install Packages');
  await expect(workbench.panel().locator('header')).toContainText('SUCCEEDED', { timeout: 180_000 });
});

test('is built, node by node', async ({ workbench }) => {
  await expandProject(workbench, 'shop');
  await workbench.inlineAction('Pipelines', 'shop', 'Build');
  const panel = workbench.panel();
  await expect(panel.locator('header')).toContainText('FAILED', { timeout: 180_000 });
  const graph = panel.locator('.graph');
  await expect(graph.getByRole('button', { name: /fct_sales, incremental, succeeded/i })).toBeVisible();
  await expect(graph.getByRole('button', { name: /not_null_fct_sales_customer_id, test, failed/i })).toBeVisible();
  await expect(panel.getByText('Got 1 result, configured to fail if != 0').first()).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Retry from failure' })).toBeVisible();
  await screenshots(workbench, 'dbt-run');
});

test('a model shows its compiled SQL beside it, and its rows, as a whole and in parts', async ({ workbench }) => {
  await expandProject(workbench, 'shop', 'Models', 'marts');
  await workbench.row('Pipelines', 'fct_sales').click();
  await workbench.page.locator('.tab.active').filter({ hasText: 'fct_sales.sql' }).waitFor();
  await expect(workbench.statusBar('dbt: dev')).toBeVisible();
  await workbench.clickLens('Compiled SQL');
  await expect(workbench.page.getByText('__dbt__cte__paid_orders').first()).toBeVisible({ timeout: 180_000 });
  await screenshots(workbench, 'dbt-model');

  const panel = workbench.panel();
  const preview = async (how: () => Promise<void>, rows: string, column: string, but: string) => {
    await workbench.run('View: Close All Editors');
    await workbench.openFile('fct_sales.sql');
    await how();
    await expect(panel.getByRole('columnheader', { name: column })).toBeVisible({ timeout: 60_000 });
    await expect(panel.getByRole('columnheader', { name: but })).toHaveCount(0);
    await expect(panel.getByText(rows, { exact: true })).toBeVisible();
  };
  // An incremental model shows all that it stands for, also when it is built and little is new.
  await preview(() => workbench.clickLens('Preview'), '5 rows', 'region', 'amount_cents');
  // As the database has it, which the values alone do not say.
  await expect(panel.getByRole('columnheader', { name: 'customer_id' })).toContainText('integer');
  await preview(() => workbench.clickLens('Preview paid'), '5 rows', 'amount', 'region');
  await screenshots(workbench, 'dbt-preview');
  await preview(
    async () => {
      // The text between the parentheses of `paid`.
      await workbench.editor().getByText('paid_orders').first().click();
      await workbench.page.keyboard.press('Home');
      await workbench.page.keyboard.press('Shift+End');
      await workbench.page.keyboard.press('ControlOrMeta+Enter');
    },
    '5 rows',
    'ordered_at',
    'region',
  );
});

/** The cursor at the end of the line with a text. */
async function atEndOf(workbench: WorkbenchPage, text: string): Promise<void> {
  await workbench.editor().locator('.view-line').filter({ hasText: text }).first().click();
  await workbench.page.keyboard.press('End');
}

test('the column under the cursor is traced up to its source and down to what is made of it', async ({ workbench }) => {
  await expandProject(workbench, 'shop');
  await workbench.openFile('fct_sales.sql');
  await atEndOf(workbench, 'paid.amount');
  await workbench.run('Strata: dbt: Show Column Lineage');
  const panel = workbench.panel();
  const graph = panel.locator('.graph');
  await expect(graph.getByRole('button', { name: /^amount_cents/ })).toBeVisible({ timeout: 60_000 });
  await graph.getByRole('button', { name: /^amount, paid\.amount/ }).focus();
  await workbench.page.keyboard.press('Enter');
  await expect(panel.locator('.detail')).toContainText('paid_orders.amount');
  await screenshots(workbench, 'dbt-lineage');
});

test('columns are offered as they are typed; the documentation opens at the model and survives a reload', async ({
  workbench,
  workspace,
}) => {
  test.setTimeout(180_000);
  await workbench.run('View: Close All Editors');
  await workbench.openFile('fct_sales.sql');
  await atEndOf(workbench, 'paid.amount');
  await workbench.page.keyboard.insertText(', dim_customer');
  await workbench.page.keyboard.type('.');
  const offered = workbench.page.locator('.suggest-widget .monaco-list-row');
  // The project describes customer_id alone.
  await expect(offered.filter({ hasText: 'name' })).toBeVisible();
  await expect(offered.filter({ hasText: 'region' })).toBeVisible();
  await workbench.page.keyboard.press('Escape');
  await workbench.run('File: Save');
  await cp(path.join(shop, model), path.join(workspace, 'shop', model));

  await workbench.run('Strata: dbt: Show Documentation');
  const heading = (name: string) => workbench.panel().getByRole('heading', { name });
  await expect(heading('fct_sales incremental')).toBeVisible({ timeout: 60_000 });
  // Shown by the page's own styles only once something is searched for.
  await expect(workbench.panel().getByText(/search results/)).toBeHidden();
  await workbench.panel().getByRole('link', { name: 'dim_customer', exact: true }).first().click();
  await expect(heading('dim_customer table')).toBeVisible();
  await workbench.screenshot('dbt-docs');
  await workbench.run('Developer: Reload Window');
  await workbench.page.waitForEvent('load');
  await expect(heading('dim_customer table')).toBeVisible({ timeout: 60_000 });
});

test('the rows that a test fails on are a click away in the Test Explorer; fixed, it passes', async ({ workbench }) => {
  test.setTimeout(300_000);
  const failing = await expandTests(workbench, 'shop', 'fct_sales', 'not_null customer_id');
  await workbench.run('Test: Run All Tests');
  await expect(testCount(workbench, '6/7')).toBeVisible({ timeout: 120_000 });
  await screenshots(workbench, 'dbt-tests');
  await failing.hover();
  await failing.getByRole('button', { name: 'Show Failing Rows' }).click();
  await expect(workbench.panel().getByText('1 row', { exact: true })).toBeVisible({ timeout: 60_000 });
  await screenshots(workbench, 'dbt-failing-rows');

  await workbench.openFile('stg_orders.sql');
  await appendToEditor(workbench, '  and customer_id is not null\n');
  await expandProject(workbench, 'shop');
  await workbench.contextMenu('Pipelines', 'shop', 'Build with Full Refresh');
  await workbench.dialog('Build with Full Refresh');
  await expect(workbench.panel().locator('header')).toContainText('SUCCEEDED', { timeout: 120_000 });
  await expandTests(workbench, 'shop');
  await workbench.run('Test: Run All Tests');
  await expect(testCount(workbench, '7/7')).toBeVisible({ timeout: 120_000 });
});
