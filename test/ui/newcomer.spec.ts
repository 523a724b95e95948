/**
 * The newcomer's path: an empty workbench, the local endpoint, the sample deployed, run, watched, read and queried.
 * The tests build on each other; the pictures of the README are taken here.
 */
import path from 'node:path';
import { expectedSales, pesos } from '../pipelines/expectedSales.ts';
import { showPipelines } from './dbtTree.ts';
import { expect, test } from './fixtures.ts';
import type { Theme } from './workbench.ts';

const expected = expectedSales(path.resolve(import.meta.dirname, '../../sample-workspace/batch-datalake/raw/ventas'));
const themes: readonly (readonly [Theme, string])[] = [
  ['Default Light Modern', 'light'],
  ['Default Dark Modern', 'dark'],
  ['Default High Contrast', 'contrast'],
];
const machine = 'ventas-lake-diario';

test.describe.configure({ mode: 'serial' });
// A workbench of its own, with nothing in it yet.
test.use({ launch: {} });

test('is met by a welcome that leads to the local endpoint', async ({ workbench }) => {
  await workbench.showStrata();
  const lake = workbench.section('Lake');
  await expect(lake.getByText('Run your AWS pipelines here, without an account', { exact: false })).toBeVisible();
  await workbench.screenshot('welcome');
  await lake.getByRole('button', { name: 'Start Local Endpoint' }).click();
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
});

test('deploys the template of the workspace', async ({ workbench }) => {
  await workbench.showStrata();
  await workbench.section('Lake').getByRole('button', { name: 'Deploy Template' }).click();
  await workbench.notification('The stack ventas-lake is deployed.');
  await workbench.dismissNotifications();
  await workbench.expand('Lake', 'Crudo', 'ventas');
  await expect(workbench.row('Lake', 'ventas_2025-06-02.csv')).toContainText('KB');
  await expect(workbench.row('Lake', 'Procesado')).toBeVisible();
});

test('looks into a raw file', async ({ workbench }) => {
  await workbench.showStrata();
  await workbench.expand('Lake', 'Crudo', 'ventas');
  await workbench.row('Lake', 'ventas_2025-06-02.csv').click();
  const panel = workbench.panel();
  await expect(panel.getByText('400 rows')).toBeVisible();
  await expect(panel.getByRole('columnheader', { name: /pedido_id/ })).toBeVisible();
});

test('runs the state machine from the side bar and watches it to its end', async ({ workbench }) => {
  test.setTimeout(600_000);
  await workbench.showStrata();
  await workbench.expand('Pipelines', 'State machines');
  await workbench.inlineAction('Pipelines', machine, 'Run');
  const panel = workbench.panel();
  const graph = panel.locator('.graph');
  await expect(graph.getByRole('button', { name: /, Task, running/i }).first()).toBeVisible({ timeout: 60_000 });
  await workbench.screenshot('run-live');
  await expect(panel.locator('header')).toContainText('SUCCEEDED', { timeout: 400_000 });
  await expect(graph.getByRole('button', { name: /Avisar éxito, Task, succeeded/i })).toBeVisible();
  await expect(graph.getByRole('button', { name: /Avisar fallo, Task, not reached/i })).toBeVisible();
  for (const [theme, name] of themes) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`run-${name}`);
  }
  await workbench.setTheme('Default Light Modern');
});

test('reads what a step got and gave, and the log of the job it started', async ({ workbench }) => {
  await workbench.showStrata();
  await workbench.openRun(new RegExp(machine));
  const panel = workbench.panel();
  await panel
    .locator('.timeline')
    .getByRole('button', { name: /Limpiar/ })
    .click();
  await expect(panel.locator('.detail')).toContainText('Input');
  await expect(panel.locator('.detail')).toContainText('raw/ventas/');
  await panel
    .locator('.detail')
    .getByRole('button', { name: /open|run/i })
    .first()
    .click();
  const job = workbench.panel();
  await expect(job.locator('header')).toContainText('ventas-lake-clean-sales');
  await expect(job.locator('.log-line').first()).toBeVisible();
  await job.locator('.log-search').fill('no line says this');
  await expect(job.locator('.log-line')).toHaveCount(0);
  await workbench.screenshot('job-log-empty-search');
  await job.locator('.log-search').fill('');
  await expect(job.locator('.log-line').first()).toBeVisible();
  await workbench.screenshot('job-log');
});

test('finds the table in the catalog and its first rows', async ({ workbench }) => {
  await workbench.showStrata();
  await workbench.expand('Catalog', 'ventas_lake', 'ventas');
  await workbench.inlineAction('Catalog', /^ventas$/, 'Preview');
  const panel = workbench.panel();
  await expect(panel.locator('header')).toContainText('SUCCEEDED', { timeout: 60_000 });
  await expect(panel.getByRole('columnheader', { name: /fecha_pedido/ })).toBeVisible();
  await expect(panel.getByText(/\d rows/)).toBeVisible();
});

test('queries it from a .sql file and gets the figures that the raw files hold', async ({ workbench }) => {
  await workbench.openFile('sql/03_vista_ventas_diarias.sql');
  await workbench.clickLens();
  await expect(workbench.panel().locator('header')).toContainText('SUCCEEDED', { timeout: 60_000 });
  await workbench.openFile('sql/04_ventas_por_region.sql');
  await workbench.clickLens();
  const panel = workbench.panel();
  await expect(panel.locator('header')).toContainText('SUCCEEDED', { timeout: 60_000 });
  await expect(panel.getByText(`${expected.byRegion.size} rows`)).toBeVisible();
  const ordered = [...expected.byRegion].sort(([, a], [, b]) => (a.cents < b.cents ? 1 : -1));
  for (const [i, [region, figures]] of ordered.entries()) {
    const cells = panel.locator('tbody tr').nth(i).locator('td');
    await expect(cells.nth(0)).toHaveText(region);
    await expect(cells.nth(1)).toHaveText(String(figures.orders));
    await expect(cells.nth(2)).toHaveText(pesos(figures.cents));
  }
  for (const [theme, name] of themes) {
    await workbench.setTheme(theme);
    await workbench.screenshot(`results-${name}`);
  }
  await workbench.setTheme('Default Light Modern');
});

test('sorts and filters the result where the rows are', async ({ workbench }) => {
  await workbench.showStrata();
  await workbench.expand('Lake', 'Crudo', 'ventas');
  await workbench.row('Lake', 'ventas_2025-06-03.csv').click();
  const panel = workbench.panel();
  await expect(panel.getByText('400 rows')).toBeVisible();
  await panel.getByRole('columnheader', { name: /pedido_id/ }).click();
  await expect(panel.getByRole('columnheader', { name: /pedido_id/ })).toHaveAttribute('aria-sort', 'ascending');
  const first = panel.locator('tbody tr').first().locator('td').first();
  const smallest = await first.textContent();
  await panel.getByRole('columnheader', { name: /pedido_id/ }).click();
  await expect(first).not.toHaveText(smallest ?? '');
  await panel.getByLabel('Column', { exact: true }).selectOption('region');
  await panel.getByLabel('Value').fill('Caribe');
  await panel.getByRole('button', { name: 'Add filter' }).click();
  await expect(panel.getByText('400 rows')).toBeHidden();
  await expect(panel.getByText(/^\d+ rows$/)).toBeVisible();
  await panel.getByRole('button', { name: 'Remove this filter' }).click();
  await expect(panel.getByText('400 rows')).toBeVisible();
});

test('finds the mail of the run in the outbox', async ({ workbench }) => {
  await showPipelines(workbench);
  await workbench.expand('Pipelines', 'Outbox');
  await expect(workbench.row('Pipelines', 'Ventas: lote procesado')).toBeVisible();
  await workbench.row('Pipelines', 'Ventas: lote procesado').click();
  await expect(workbench.editor()).toContainText(`Limpias: ${expected.clean}`);
});

test('sees when the schedule fires next, and disables it', async ({ workbench }) => {
  await showPipelines(workbench);
  await workbench.expand('Pipelines', 'Schedules');
  const row = workbench.row('Pipelines', 'ventas-lake-nocturno');
  await expect(row).toContainText(/in |tomorrow|next/i);
  await workbench.inlineAction('Pipelines', 'ventas-lake-nocturno', 'Disable');
  await expect(row).toContainText(/disabled/i);
});
