/**
 * A cube on screen: opened from the tree, expanded, sliced, sorted, drilled, charted, kept as a view, reloaded, exported;
 * and all that without a mouse. The tests build on each other.
 */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { strFromU8, unzipSync } from 'fflate';
import { parseDecimal } from '../../src/core/cube/exactDecimal.ts';
import { randomFrom, randomSales, type Sale } from '../../src/core/cube/testCube.ts';
import { sqlText } from '../../src/core/sqlDialect.ts';
import { showPipelines } from './dbtTree.ts';
import { expect, test } from './fixtures.ts';
import { keysOf } from './keys.ts';
import type { WorkbenchPage } from './workbench.ts';

test.describe.configure({ mode: 'serial' });
// A workbench of its own, with nothing in it yet.
test.use({ launch: {} });

const sales = randomSales(randomFrom(11), 400);
/** Comes late. */
const late: Sale = { region: 'Lima', customer: '100%', day: '2024-02-01', amount: '1000.00', items: 1 };
const definition = `  - name: shop
    title: Shop sales
    files: data/*.parquet
    dimensions:
      - { name: region, title: Region }
      - { name: customer, title: Customer }
      - { name: day, title: Day, periods: [year, quarter, month] }
    hierarchies:
      - { name: place, title: Place, levels: [region, customer] }
    measures:
      - { name: amount, title: Amount, digits: 2 }
      - { name: customers, title: Customers, column: customer, aggregate: count-distinct }
`;

async function write(folder: string, rows: readonly Sale[]): Promise<void> {
  const text = (value: string | null) => (value === null ? 'NULL' : sqlText('trino', value));
  const values = rows.map(
    ({ region, customer, day, amount }) =>
      `(${text(region)}, ${text(customer)}, ${day === null ? 'NULL' : `DATE '${day}'`}, CAST(${amount ?? 'NULL'} AS DECIMAL(12,2)))`,
  );
  await mkdir(path.join(folder, 'data'), { recursive: true });
  const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  const select = `SELECT * FROM (VALUES ${values.join(', ')}) AS t(region, customer, day, amount)`;
  await duckdb.run(`COPY (${select}) TO '${path.join(folder, 'data', 'sales.parquet')}' (FORMAT parquet)`);
  duckdb.disconnectSync();
}

/** The sum of some rows as the page shows it. */
function amountOf(rows: readonly Sale[]): string {
  const cents = rows.reduce((sum, { amount }) => sum + (parseDecimal(amount)?.digits ?? 0n), 0n);
  const format = new Intl.NumberFormat('en', { minimumFractionDigits: 2 }) as unknown as {
    format(text: string): string;
  };
  const text = String(cents < 0n ? -cents : cents).padStart(3, '0');
  return format.format(`${cents < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`);
}

const rowOf = (workbench: WorkbenchPage, member: string) =>
  workbench
    .panel()
    .locator('tbody tr')
    .filter({ has: workbench.panel().locator('th', { hasText: new RegExp(`^\\s*${member}$`) }) });
const totalOf = (workbench: WorkbenchPage, member: string) => rowOf(workbench, member).locator('td').last();

test('a cube is explored, by pointer and keys, and comes back after a reload', async ({ workbench, workspace }) => {
  test.setTimeout(600_000);
  const folder = path.join(workspace, 'batch-datalake');
  await write(folder, sales);
  await appendFile(path.join(folder, 'strata.yaml'), definition);
  await showPipelines(workbench);
  await workbench.run('Strata: Start Local Endpoint');
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  await workbench.run('Strata: Refresh');
  await workbench.expand('Pipelines', 'Cubes');
  await workbench.inlineAction('Pipelines', 'Shop sales', 'Open as Cube');
  const panel = workbench.panel();
  await expect(panel.locator('h1')).toHaveText('Shop sales');
  await expect(totalOf(workbench, 'Total')).toHaveText(amountOf(sales), { timeout: 60_000 });
  await expect(totalOf(workbench, 'Lima')).toHaveText(amountOf(sales.filter(({ region }) => region === 'Lima')));
  await expect(totalOf(workbench, 'NULL')).toHaveText(amountOf(sales.filter(({ region }) => region === null)));
  await expect(totalOf(workbench, '\\(empty\\)')).toHaveText(amountOf(sales.filter(({ region }) => region === '')));

  // Expanded with the keys of a tree grid; the cells of the children are there.
  await rowOf(workbench, 'Lima').locator('th').focus();
  await workbench.page.keyboard.press('ArrowRight');
  const ana = sales.filter(({ region, customer }) => region === 'Lima' && customer === 'ana');
  await expect(totalOf(workbench, 'ana')).toHaveText(amountOf(ana));
  await expect(rowOf(workbench, 'Lima')).toHaveAttribute('aria-expanded', 'true');
  await panel.getByRole('button', { name: 'Expand 2024' }).click();
  await expect(panel.getByRole('columnheader', { name: '2024-Q1' })).toBeVisible();
  await workbench.setTheme('Default Dark Modern');
  await workbench.screenshot('cube-dark');

  // The largest first, and then as it was, a step back.
  await panel.locator('th.measure.total .head').last().click();
  await expect(panel.locator('th.measure.total[aria-sort=descending]')).toBeVisible();
  await panel.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(panel.locator('th[aria-sort=descending]')).toHaveCount(0);

  // The two that sell least, and all of them again.
  const sold = (region: string | null) =>
    sales.filter((sale) => sale.region === region).reduce((sum, { amount }) => sum + Number(amount), 0);
  const regions = [...new Set(sales.map(({ region }) => region))].sort((a, b) => sold(a) - sold(b));
  await panel.getByLabel('Which members').selectOption('bottom');
  await panel.getByLabel('How many members').fill('2');
  await panel.getByLabel('How many members').press('Enter');
  await expect(panel.locator('tbody th.label')).toHaveCount(3);
  for (const region of regions.slice(0, 2)) {
    const name = region === null ? 'NULL' : region || '\\(empty\\)';
    await expect(rowOf(workbench, name)).toHaveCount(1);
  }
  await panel.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(rowOf(workbench, 'Lima')).toHaveCount(1);

  // Sliced by members that are searched for.
  await panel.locator('.field', { hasText: 'Customer' }).first().focus();
  await workbench.page.keyboard.press('s');
  const picker = panel.locator('dialog.picker');
  await picker.getByRole('searchbox').fill('100');
  await picker.getByLabel('100%').check();
  await picker.getByRole('button', { name: 'Apply' }).click();
  const kept = sales.filter(({ customer }) => customer === '100%');
  await expect(totalOf(workbench, 'Total')).toHaveText(amountOf(kept));
  await expect(panel.locator('.chip.slice')).toContainText('100%');

  // Shown as a share, and beside it as a chart.
  await panel.getByLabel('How Amount is shown').selectOption('share-of-column');
  await expect(totalOf(workbench, 'Total')).toHaveText('100.0%');
  await panel.getByLabel('Chart', { exact: true }).selectOption('stacked');
  await expect(panel.locator('.drawing svg rect').first()).toBeVisible();
  await workbench.setTheme('Default Light Modern');
  await workbench.screenshot('cube-light');
  await workbench.setTheme('Default High Contrast');
  await workbench.screenshot('cube-contrast');
  await workbench.setTheme('Default Dark Modern');

  // Kept in the repository.
  await panel.getByRole('button', { name: 'Save view…' }).click();
  await panel.getByLabel('Name of the view').fill('Shares');
  await workbench.page.keyboard.press('Enter');
  await expect(panel.getByLabel('View', { exact: true })).toHaveValue('Shares');
  expect(await readFile(path.join(folder, 'cubes', 'shop.views.yaml'), 'utf8')).toContain('share-of-column');

  await workbench.run('Developer: Reload Window');
  await workbench.page.waitForEvent('load');
  await workbench.page.locator('.tab').filter({ hasText: 'Shop sales' }).waitFor();
  await expect(workbench.panel().locator('.chip.slice')).toContainText('100%', { timeout: 120_000 });
  await expect(workbench.panel().locator('.drawing svg')).toBeVisible({ timeout: 60_000 });

  // The rows behind a cell.
  const lima = kept.filter(({ region }) => region === 'Lima');
  await totalOf(workbench, 'Lima').dblclick();
  await expect(workbench.panel().locator('.status-line')).toContainText(`${lima.length} rows`, { timeout: 60_000 });
  await workbench.screenshot('cube-drill');

  // What a refresh has changed.
  await workbench.run('View: Close Editor');
  const again = workbench.panel();
  await again.getByLabel('How Amount is shown').selectOption('value');
  await expect(totalOf(workbench, 'Lima')).toHaveText(amountOf(lima));
  await write(folder, [...sales, late]);
  await again.getByRole('button', { name: 'Reload' }).click();
  await expect(totalOf(workbench, 'Lima')).toHaveText(amountOf([...lima, late]));
  await again.getByRole('button', { name: 'Compare' }).click();
  await expect(again.locator('.changes')).toContainText('cells differ from');
  await expect(again.locator('.changes tbody tr').first()).toContainText('+1,000.00');
  await expect(again.locator('td.changed').first()).toBeVisible();
  await workbench.screenshot('cube-compare');
});

async function openShop(workbench: WorkbenchPage): Promise<void> {
  await showPipelines(workbench);
  await workbench.expand('Pipelines', 'Cubes');
  await workbench.inlineAction('Pipelines', 'Shop sales', 'Open as Cube');
  await expect(totalOf(workbench, 'Total')).toHaveText(amountOf([...sales, late]), { timeout: 60_000 });
}

test('it is written to files, as it is shown', async ({ workbench, workspace }) => {
  await openShop(workbench);
  const panel = workbench.panel();
  await panel.getByLabel('Chart', { exact: true }).selectOption('bar');
  await panel.locator('.drawing svg rect').first().waitFor();
  /** Into the file that the dialog suggests, in the workspace's folder. */
  const exported = async (button: string, name: string) => {
    await panel.getByRole('button', { name: button }).click();
    const input = workbench.page.locator('.quick-input-widget input');
    await expect(input).toHaveValue(new RegExp(`/${name}$`));
    await input.press('Enter');
    await workbench.notification(name);
    await workbench.dismissNotifications();
    return await readFile(path.join(workspace, name));
  };
  const lines = (await exported('CSV', 'shop.csv')).toString().trim().split('\r\n');
  expect(lines[0]).toMatch(/^Region,Customer,2023,2024.*,Total$/);
  const plain = (rows: readonly Sale[]) => amountOf(rows).replaceAll(',', '');
  const lima = [...sales, late].filter(({ region }) => region === 'Lima');
  expect(lines.find((line) => line.startsWith('Lima,'))).toMatch(new RegExp(`,${plain(lima)}$`));
  expect(lines.at(-1)).toMatch(new RegExp(`^Total,.*,${plain([...sales, late])}$`));

  const book = unzipSync(await exported('Excel', 'shop.xlsx'));
  const sheet = strFromU8(book['xl/worksheets/sheet1.xml'] ?? new Uint8Array());
  expect(sheet).toContain(`<v>${Number(plain(lima))}</v>`);

  const png = await exported('PNG', 'shop.png');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  // Width and height stand in its first chunk.
  expect(Math.min(png.readUInt32BE(16), png.readUInt32BE(20))).toBeGreaterThan(100);
});

test('it keeps its place and what is open over a reload of the window', async ({ workbench }) => {
  await openShop(workbench);
  const panel = workbench.panel();
  await panel.getByRole('button', { name: 'Expand all rows' }).click();
  await panel.getByRole('button', { name: 'Expand 2024' }).click();
  await panel.getByRole('columnheader', { name: '2024-Q3' }).waitFor();
  const pivot = panel.locator('.pivot');
  const place = await pivot.evaluate((element) => {
    element.scrollTo({ top: 120, left: 200 });
    return [element.scrollTop, element.scrollLeft];
  });
  expect(place).toEqual([120, 200]);
  // Kept once it has come to rest.
  await workbench.page.waitForTimeout(1000);
  await workbench.run('Developer: Reload Window');
  await workbench.page.waitForEvent('load');
  await workbench.page.locator('.tab').filter({ hasText: 'Shop sales' }).waitFor();
  const again = workbench.panel();
  await expect(again.locator('tbody tr[aria-level="2"]').first()).toBeVisible({ timeout: 120_000 });
  await expect(again.getByRole('columnheader', { name: '2024-Q3' })).toBeVisible();
  const now = () => again.locator('.pivot').evaluate((element) => [element.scrollTop, element.scrollLeft]);
  await expect.poll(now).toEqual(place);
});

test('the keyboard alone opens, explores, sorts, drills, charts and reloads it', async ({ workbench }) => {
  test.setTimeout(240_000);
  const { keyboard } = workbench.page;
  await showPipelines(workbench);
  const keys = keysOf(workbench);
  await keys.toRow('Pipelines', 'Cubes', 'Shop sales');
  await keys.menu('Open as Cube');
  const all = [...sales, late];
  await expect(totalOf(workbench, 'Total')).toHaveText(amountOf(all), { timeout: 60_000 });
  const panel = workbench.panel();

  // A field leaves the rows, and comes back to them.
  await keys.until('Tab', panel.getByRole('searchbox', { name: 'Search fields' }));
  await keyboard.type('cust');
  await keys.until('Tab', panel.locator('.field').first());
  await keyboard.press('c');
  await expect(panel.locator('[data-zone=columns] .chip')).toContainText(['Customer']);
  await keyboard.press('r');
  await expect(panel.locator('[data-zone=rows] .chip')).toContainText(['Region', 'Customer']);

  // A member is opened, walked into and left by its parent.
  const label = (member: string) => rowOf(workbench, member).locator('th');
  await keys.until('Tab', panel.locator('.pivot [tabindex="0"]').last());
  await keyboard.press('Control+Home');
  await keys.until('ArrowDown', label('Lima'));
  await keyboard.press('ArrowRight');
  await expect(rowOf(workbench, 'Lima')).toHaveAttribute('aria-expanded', 'true');
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowLeft');
  await expect(label('Lima')).toBeFocused();
  await keyboard.press('ArrowLeft');
  await expect(rowOf(workbench, 'Lima')).toHaveAttribute('aria-expanded', 'false');

  // Sorted by the last column, the largest first.
  await keyboard.press('End');
  await keys.until('ArrowUp', panel.locator('th.measure.total .head').last());
  await keyboard.press('Enter');
  await expect(panel.locator('th.measure.total[aria-sort=descending]')).toBeVisible();
  await expect(panel.locator('th.measure.total .head').last()).toBeFocused();

  // The rows behind a cell, and back.
  await keys.until('ArrowDown', totalOf(workbench, 'Lima'));
  await keyboard.press('Enter');
  const lima = all.filter(({ region }) => region === 'Lima');
  await expect(workbench.panel().getByText(`${lima.length} rows`, { exact: true })).toBeVisible({ timeout: 60_000 });
  await keys.command('View: Close Editor');
  await expect(totalOf(workbench, 'Lima')).toBeVisible();
  await keys.command('View: Focus Active Editor Group');

  await keys.until('Tab', panel.getByLabel('Chart', { exact: true }));
  await keyboard.type('Bars');
  await expect(panel.locator('.drawing svg rect').first()).toBeVisible();
  await keys.until('Shift+Tab', panel.getByRole('button', { name: 'Reload' }));
  await keyboard.press('Enter');
  await expect(panel.getByRole('button', { name: 'Reload' })).toBeFocused();
  await expect(totalOf(workbench, 'Lima')).toHaveText(amountOf(lima));
});
