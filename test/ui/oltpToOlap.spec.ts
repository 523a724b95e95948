/**
 * The sample from OLTP to OLAP as a person runs it: deployed, its Spark jobs watched, its dbt project built, its cube
 * explored. The figures are those that the raw files come to, computed apart. The tests build on each other.
 */
import { readFileSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { endResidents } from '../../src/services/dbt/resident.ts';
import { type CubeFigures, expectedCube } from '../pipelines/expectedCube.ts';
import { expandProject, showPipelines } from './dbtTree.ts';
import { expect, test } from './fixtures.ts';
import { screenshots } from './themes.ts';
import type { WorkbenchPage } from './workbench.ts';

const sample = path.resolve(import.meta.dirname, '../../sample-workspace/oltp-to-olap');

test.describe.configure({ mode: 'serial' });
test.use({ launch: { pipelines: ['oltp-to-olap'] } });

test.afterAll(async ({ workspace }) => endResidents(workspace));

const expected = expectedCube(
  path.join(sample, 'raw'),
  readFileSync(path.join(sample, 'dbt_redshift/seeds/regions.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[0] ?? ''),
);

const money = new Intl.NumberFormat('en', { minimumFractionDigits: 2 });
const soles = ({ cents }: Pick<CubeFigures, 'cents'>) => money.format(Number(cents) / 100);

test('its jobs run in Spark, step after step, and each shows its log and its stages', async ({ workbench }) => {
  test.setTimeout(600_000);
  await workbench.showStrata();
  await workbench.run('Strata: Start Local Endpoint');
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  await workbench.run('Strata: Deploy Template');
  await workbench.notification('The stack oltp-olap is deployed.');
  await workbench.dismissNotifications();
  await showPipelines(workbench);
  await workbench.expand('Pipelines', 'State machines');
  await workbench.inlineAction('Pipelines', 'oltp-olap-refresh', 'Run');
  const panel = workbench.panel();
  await expect(panel.locator('header')).toContainText('SUCCEEDED', { timeout: 500_000 });
  await screenshots(workbench, 'sample-1-machine');
  await panel
    .locator('.timeline')
    .getByRole('button', { name: /Silver to gold/ })
    .click();
  await panel
    .locator('.detail')
    .getByRole('button', { name: /open|run/i })
    .first()
    .click();
  const job = workbench.panel();
  await expect(job.locator('header')).toContainText('silver_to_gold');
  await expect(job.locator('header').getByRole('button', { name: 'Spark UI' })).toBeVisible();
  await expect(job.locator('.timeline').getByRole('button').first()).toBeVisible();
  await expect(job.locator('.log-line').filter({ hasText: 'Report:' })).toBeVisible();
  await screenshots(workbench, 'sample-2-spark');
});

test('dbt builds the cube and all that it stands on', async ({ workbench }) => {
  test.setTimeout(400_000);
  await expandProject(workbench, 'oltp_to_olap', 'Models', 'cubes');
  await workbench.contextMenu('Pipelines', 'cube_sales_summary', 'Build with Upstream');
  await expect(workbench.panel().locator('header')).toContainText('SUCCEEDED', { timeout: 200_000 });
  await screenshots(workbench, 'sample-3-dbt');
});

test('the cube holds what the raw files come to', async ({ workbench }) => {
  const { cube, total } = await expected;
  await openCube(workbench, total);
  const regions = Map.groupBy(cube, ([key]) => key.slice(0, key.lastIndexOf(' ')));
  for (const [region, months] of regions) {
    const cents = months.reduce((sum, [, figures]) => sum + figures.cents, 0n);
    await expect(totalOf(workbench, region)).toHaveText(soles({ cents }));
  }
  await workbench.panel().getByRole('button', { name: 'Expand 2025' }).click();
  await workbench.panel().getByLabel('Chart', { exact: true }).selectOption('stacked');
  await expect(workbench.panel().locator('.drawing svg rect').first()).toBeVisible();
  await screenshots(workbench, 'sample-4-cube');
});

test('a refresh that fails says why, and the cube stays as it was', async ({ workbench, workspace }) => {
  const { total } = await expected;
  await openCube(workbench, total);
  const cubes = 'oltp-to-olap/dbt_redshift/models/cubes';
  await appendFile(path.join(workspace, cubes, 'cube_sales_summary.sql'), '\nwhere no_such_column > 0\n');
  await workbench.panel().getByRole('button', { name: 'Refresh now' }).click();
  await workbench.notification(/no_such_column|cube_sales_summary/);
  await screenshots(workbench, 'sample-5-refresh-failed');
  await expect(totalOf(workbench, 'Total')).toHaveText(soles(total));
});

test('the warehouse is asked from a .sql file, with its plan, and what was asked is kept', async ({
  workbench,
  workspace,
}) => {
  const { total } = await expected;
  const sql = '-- redshift\nSELECT count(*) AS orders, sum(amount) AS sales FROM analytics.fct_sales;\n';
  await writeFile(path.join(workspace, 'oltp-to-olap', 'total.sql'), sql);
  await workbench.openFile('total.sql');
  await workbench.clickLens('Run Query');
  const panel = workbench.panel();
  await expect(panel.getByText('1 row', { exact: true })).toBeVisible({ timeout: 60_000 });
  await expect(panel.getByText(String(Number(total.cents) / 100), { exact: true })).toBeVisible();
  await screenshots(workbench, 'sample-6-query');
  await workbench.page.locator('.tab').filter({ hasText: 'total.sql' }).click();
  await workbench.clickLens('Explain');
  await expect(workbench.page.getByText('DuckDB (the engine of the local warehouse)').first()).toBeVisible();
  await workbench.showStrata();
  await workbench.unfold('Runs');
  await expect(workbench.row('Runs', 'SELECT count(*) AS orders')).toBeVisible();
});

async function openCube(workbench: WorkbenchPage, total: CubeFigures): Promise<void> {
  await workbench.run('View: Close All Editors');
  await showPipelines(workbench);
  await workbench.expand('Pipelines', 'Cubes');
  await workbench.inlineAction('Pipelines', 'Sales by region and month', 'Open as Cube');
  await expect(totalOf(workbench, 'Total')).toHaveText(soles(total), { timeout: 60_000 });
}

function totalOf(workbench: WorkbenchPage, member: string) {
  const panel = workbench.panel();
  const head = panel.locator('th', { hasText: new RegExp(`^\\s*${member}$`) });
  return panel.locator('tbody tr').filter({ has: head }).locator('td').last();
}
