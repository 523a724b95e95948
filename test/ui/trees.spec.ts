/** Long lists: read a page at a time, narrowed by asking the service, and an account that does not answer. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './fixtures.ts';

const many = 1500;

// A workbench of its own, with nothing in it yet.
test.use({ launch: {} });

test('a long list comes in pages and is filtered by the service', async ({ workbench, workspace }) => {
  await workbench.showStrata();
  await workbench.run('Strata: Start Local Endpoint');
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  await workbench.run('Strata: Deploy Template');
  await workbench.notification('The stack ventas-lake is deployed.');
  await workbench.dismissNotifications();
  await writeMany(workspace);

  await workbench.expand('Lake', 'Crudo', 'many');
  await expect(workbench.row('Lake', 'part-0000.json')).toBeVisible();
  await workbench.page.keyboard.press('End');
  const more = workbench.row('Lake', 'Load more…');
  await expect(more).toBeVisible();
  await expect(workbench.row('Lake', 'part-1499.json')).toHaveCount(0);
  await more.click();
  await expect(more).toHaveCount(0);
  await expect(workbench.row('Lake', 'part-0200.json')).toBeVisible();

  await workbench.page.keyboard.press('Home');
  await workbench.contextMenu('Lake', 'many', 'Filter by Prefix…');
  await workbench.type('part-149');
  await expect(workbench.row('Lake', 'part-1490.json')).toBeVisible();
  await expect(workbench.row('Lake', 'part-0000.json')).toHaveCount(0);
  await expect(workbench.row('Lake', 'many')).toContainText('filtered: part-149…');
  await expect(workbench.section('Lake').getByLabel('Clear Filters')).toHaveCount(1);
  await expect(workbench.section('Catalog').getByLabel('Clear Filters')).toHaveCount(0);
  await workbench.screenshot('tree-filtered');

  await workbench.run('Strata: Filter Pipelines by Prefix…');
  await workbench.type('no-such-thing');
  await workbench.expand('Pipelines', 'State machines');
  await expect(workbench.section('Pipelines').getByText('no name begins with the filter')).toBeVisible();
  await workbench.run('Strata: Clear Filters');
  await expect(workbench.row('Pipelines', 'ventas-lake-diario')).toBeVisible();
  await expect(workbench.row('Lake', 'part-0000.json')).toBeVisible();
});

/** As another program would, straight into the bucket's folder. */
async function writeMany(workspace: string): Promise<void> {
  const folder = path.join(workspace, '.strata/buckets/ventas-lake-000000000000-us-east-1/raw/many');
  await mkdir(folder, { recursive: true });
  for (let i = 0; i < many; i++)
    await writeFile(path.join(folder, `part-${String(i).padStart(4, '0')}.json`), `{"i": ${i}}\n`);
}
