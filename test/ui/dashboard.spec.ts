/** A board over a cube: opened from the tree, filtered by pickers and by its own tiles, edited, and kept in its file. */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from './fixtures.ts';

// A workbench of its own, with nothing in it yet.
test.use({ launch: {} });

const cube = `cubes:
  - name: shop
    title: Shop sales
    files: data/*.parquet
    dimensions:
      - { name: region, title: Region }
      - { name: customer, title: Customer }
      - { name: day, title: Day, periods: [year, month] }
    measures:
      - { name: amount, title: Amount, digits: 2 }
      - { name: customers, title: Customers, column: customer, aggregate: count-distinct }
`;
const board = `# Every Monday.
version: 1
title: Shop at a glance
cube: shop
filters: [region, month, customer]
tiles:
  - { kind: kpi, measures: [amount] }
  - { kind: kpi, measures: [customers] }
  - { kind: chart, title: By month, rows: [month], columns: [region], width: 2, chart: line }
  - { kind: chart, title: By region, rows: [region], width: 2, chart: bar }
  - { kind: table, title: Regions, rows: [region], measures: [amount, customers], width: 2 }
`;

/** Six months of three regions: Lima sells 100.10, Cusco 50.05 and Piura 10.01 a month. */
async function writeRows(folder: string): Promise<void> {
  await mkdir(path.join(folder, 'data'), { recursive: true });
  const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  await duckdb.run(`COPY (
    SELECT region, region || '-' || (month % 2) AS customer, DATE '2026-01-15' + to_months(month::INT) AS day, amount
    FROM (VALUES ('Lima', 100.10::DECIMAL(12,2)), ('Cusco', 50.05), ('Piura', 10.01)) AS r(region, amount), range(6) AS m(month)
  ) TO '${path.join(folder, 'data/sales.parquet')}' (FORMAT parquet)`);
  duckdb.disconnectSync();
}

test('a board is looked at, filtered and changed', async ({ workbench, workspace }) => {
  test.setTimeout(300_000);
  const folder = path.join(workspace, 'batch-datalake');
  const file = path.join(folder, 'dashboards', 'shop.dashboard.yaml');
  await writeRows(folder);
  const declared = await readFile(path.join(folder, 'strata.yaml'), 'utf8');
  await appendFile(
    path.join(folder, 'strata.yaml'),
    declared.includes('\ncubes:') ? cube.slice('cubes:\n'.length) : cube,
  );
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, board);
  await workbench.showStrata();
  await workbench.run('Strata: Start Local Endpoint');
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  await workbench.run('Strata: Refresh');
  // Room for the rows of Pipelines.
  for (const title of ['Lake', 'Catalog', 'Runs']) {
    await workbench.page.locator('.pane-header').filter({ hasText: title }).click();
  }
  await workbench.expand('Pipelines', 'Cubes');
  await workbench.inlineAction('Pipelines', 'Shop at a glance', 'Open Dashboard');
  const panel = workbench.panel();
  await expect(panel.locator('h1')).toHaveText('Shop at a glance');
  const kpi = (index: number) => panel.locator('.of-kpi dd').nth(index);
  await expect(kpi(0)).toHaveText('960.96', { timeout: 60_000 });
  await expect(kpi(1)).toHaveText('6');
  await expect(panel.locator('.drawing svg')).toHaveCount(2);
  await workbench.setTheme('Default Dark Modern');
  await workbench.screenshot('dashboard-dark');

  // By a member of a table, which all tiles then keep; a second time gives everything again.
  await panel.getByRole('button', { name: 'Cusco', exact: true }).click();
  await expect(kpi(0)).toHaveText('300.30');
  await expect(panel.getByRole('button', { name: 'Filter by Region', exact: true })).toContainText('Cusco');
  await panel.getByRole('button', { name: 'Cusco', exact: true }).click();
  await expect(kpi(0)).toHaveText('960.96');

  // By a bar.
  const bars = panel.locator('.of-chart').nth(1).locator('rect');
  await expect(bars).toHaveCount(3);
  await bars.nth(1).click();
  await expect(panel.locator('.filter.set')).toContainText('Lima');
  await expect(kpi(0)).toHaveText('600.60');

  // By a period besides, chosen with the keyboard.
  await panel.getByRole('button', { name: 'Filter by Day · month', exact: true }).press('Enter');
  const picker = panel.locator('dialog.picker');
  await picker.getByLabel('Feb 2026').check();
  await workbench.screenshot('dashboard-filter');
  await picker.getByRole('button', { name: 'Apply' }).press('Enter');
  await expect(kpi(0)).toHaveText('100.10');
  await workbench.setTheme('Default Light Modern');
  await workbench.screenshot('dashboard-light');
  await panel.getByRole('button', { name: 'Clear filters' }).click();
  await expect(kpi(0)).toHaveText('960.96');
  await workbench.setTheme('Default High Contrast');
  await workbench.screenshot('dashboard-contrast');

  // Edited by the panel; what is in the file beside the tiles stays.
  await panel.getByRole('button', { name: 'Edit', exact: true }).click();
  await panel.getByLabel('Shown as').selectOption('kpi');
  await panel.getByLabel('Measure', { exact: true }).selectOption('customers');
  await workbench.screenshot('dashboard-edit');
  await panel.getByRole('button', { name: 'Add tile' }).click();
  await expect(panel.locator('.of-kpi dd')).toHaveCount(3);
  const written = await readFile(file, 'utf8');
  expect(written).toContain('# Every Monday.');
  expect(written.match(/kind: kpi/g)).toHaveLength(3);

  // Edited by hand: the panel follows; what cannot be read is said with its line.
  await writeFile(file, board.replace('glance', 'first glance'));
  await expect(panel.locator('h1')).toHaveText('Shop at a first glance');
  await writeFile(file, `${board}  - { kind: picture }\n`);
  await expect(panel.getByRole('alert').first()).toContainText('shop.dashboard.yaml:12');
  await writeFile(file, board);
  await expect(kpi(0)).toHaveText('960.96');
});
