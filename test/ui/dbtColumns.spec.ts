/** Where a dbt model's column comes from, as a picture. */
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { endResidents } from '../../src/services/dbt/resident.ts';
import { expandProject, showPipelines } from './dbtTree.ts';
import { expect, test } from './fixtures.ts';
import { screenshots } from './themes.ts';
import type { WorkbenchPage } from './workbench.ts';

test.use({ launch: { settings: { 'workbench.editor.enablePreview': false } } });

test.beforeAll(async ({ workspace }) => {
  await cp(path.resolve(import.meta.dirname, '../dbt/shop'), path.join(workspace, 'shop'), { recursive: true });
});
test.afterAll(async ({ workspace }) => endResidents(workspace));

/** The cursor at the end of the line with a text. */
async function atEndOf(workbench: WorkbenchPage, text: string): Promise<void> {
  await workbench.editor().locator('.view-line').filter({ hasText: text }).first().click();
  await workbench.page.keyboard.press('End');
}

test('the column under the cursor is traced up to its source and down to what is made of it', async ({ workbench }) => {
  test.setTimeout(400_000);
  await showPipelines(workbench);
  await workbench.run('Strata: Start Local Endpoint');
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  await workbench.expand('Pipelines', 'dbt projects');
  await workbench.contextMenu('Pipelines', 'shop', 'Install Packages');
  await expect(workbench.panel().locator('header')).toContainText('SUCCEEDED', { timeout: 300_000 });
  await expandProject(workbench, 'shop', 'Models', 'marts');
  await workbench.run('View: Close All Editors');
  await workbench.openFile('fct_sales.sql');
  await atEndOf(workbench, 'paid.amount');
  await workbench.run('Strata: dbt: Show Column Lineage');
  const panel = workbench.panel();
  const graph = panel.locator('.graph');
  await expect(graph.getByRole('button', { name: /^amount_cents/ })).toBeVisible({ timeout: 180_000 });
  await graph.getByRole('button', { name: /^amount, paid\.amount/ }).focus();
  await workbench.page.keyboard.press('Enter');
  await expect(panel.locator('.detail')).toContainText('paid_orders.amount');
  await screenshots(workbench, 'dbt-lineage');
});
