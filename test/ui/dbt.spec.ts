/**
 * dbt in the editor: packages installed, the project built, a model looked at, the test that fails, its rows, the fix.
 * The tests build on each other.
 */
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { endResidents } from '../../src/services/dbt/resident.ts';
import { expect, test } from './fixtures.ts';
import type { Theme, WorkbenchPage } from './workbench.ts';

const themes: readonly (readonly [Theme, string])[] = [
  ['Default Light Modern', 'light'],
  ['Default Dark Modern', 'dark'],
  ['Default High Contrast', 'contrast'],
];

test.describe.configure({ mode: 'serial' });
// A workbench of its own, with a project of its own.
test.use({ launch: { settings: { 'workbench.editor.enablePreview': false } } });

test.beforeAll(async ({ workspace }) => {
  await cp(path.resolve(import.meta.dirname, '../dbt/shop'), path.join(workspace, 'shop'), { recursive: true });
});
test.afterAll(async ({ workspace }) => endResidents(workspace));

/** The other views are folded, as a tree draws only the rows that there is room for. */
async function showPipelines(workbench: WorkbenchPage): Promise<void> {
  await workbench.showStrata();
  for (const title of ['Lake', 'Catalog', 'Runs']) {
    const header = workbench.section(title).locator('.pane-header');
    if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
  }
}

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
  await showPipelines(workbench);
  await workbench.expand('Pipelines', 'dbt projects', 'shop');
  await expect(workbench.row('Pipelines', 'Models')).toBeVisible({ timeout: 180_000 });
  await workbench.inlineAction('Pipelines', 'shop', 'Build');
  const panel = workbench.panel();
  await expect(panel.locator('header')).toContainText('FAILED', { timeout: 180_000 });
  const graph = panel.locator('.graph');
  await expect(graph.getByRole('button', { name: /fct_sales, incremental, succeeded/i })).toBeVisible();
  await expect(graph.getByRole('button', { name: /not_null_fct_sales_customer_id, test, failed/i })).toBeVisible();
  await expect(panel.getByText('Got 1 result, configured to fail if != 0').first()).toBeVisible();
  for (const [theme, name] of themes) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`dbt-run-${name}`);
  }
});

test('a model shows its compiled SQL beside it', async ({ workbench }) => {
  await showPipelines(workbench);
  await workbench.expand('Pipelines', 'dbt projects', 'shop', 'Models', 'marts');
  await workbench.row('Pipelines', 'fct_sales').click();
  await workbench.page.locator('.tab.active').filter({ hasText: 'fct_sales.sql' }).waitFor();
  await expect(workbench.statusBar('dbt: dev')).toBeVisible();
  await workbench.clickLens('Compiled SQL');
  await expect(workbench.page.getByText('__dbt__cte__paid_orders').first()).toBeVisible({ timeout: 180_000 });
  for (const [theme, name] of themes) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`dbt-model-${name}`);
  }
});
