/** The picture of a pipeline from its files alone, before anything is deployed or runs. */
import { expect, test } from './fixtures.ts';
import { screenshots } from './themes.ts';

test.use({ launch: { pipelines: ['oltp-to-olap'] } });

test('the map leads from the source to the cube, by mouse and by keys, and survives a reload', async ({
  workbench,
}) => {
  test.setTimeout(180_000);
  const { page } = workbench;
  await workbench.showStrata();
  await workbench.run('Strata: Show Pipeline Map');
  const panel = workbench.panel();
  const map = panel.locator('.map');
  await expect(map.locator('svg[data-nodes]').first()).toBeVisible({ timeout: 60_000 });
  for (const title of ['Source', 'Raw', 'Silver', 'Gold', 'Warehouse', 'Models', 'Cubes']) {
    await expect(map.getByText(title, { exact: true })).toBeVisible();
  }
  await panel.getByRole('button', { name: 'Fit' }).click();
  await workbench.screenshot('pipeline-map-whole');

  const search = panel.getByRole('searchbox', { name: 'Find in the map' });
  await search.fill('raw_to_silver');
  await search.press('Enter');
  const job = map.getByRole('button', { name: /^raw_to_silver, Glue job/ });
  await expect(job).toHaveAttribute('aria-pressed', 'true');
  const detail = panel.locator('.detail');
  await expect(detail).toContainText('oltp_olap_silver.orders');
  await expect(detail).toContainText('glue_jobs/raw_to_silver/job.py');
  await search.fill('');
  await screenshots(workbench, 'pipeline-map');

  await job.focus();
  await page.keyboard.press('ArrowRight');
  await expect(map.locator('[data-node-id]:focus')).toHaveAttribute('aria-label', /^oltp_olap_silver\./);
  await page.keyboard.press('Space');
  await expect(detail).toContainText('Catalog table');

  await job.click({ button: 'right' });
  await expect(panel.getByRole('menuitem', { name: 'Open', exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(job).toBeFocused();

  await workbench.run('Developer: Reload Window');
  await page.waitForEvent('load');
  await page.locator('.tab').filter({ hasText: 'Pipeline Map' }).waitFor();
  await expect(panel.locator('.detail')).toContainText('raw_to_silver', { timeout: 60_000 });
  await detail.getByRole('button', { name: 'template.yaml', exact: false }).first().click();
  await expect(page.locator('.tab.active')).toContainText('template.yaml');
});
