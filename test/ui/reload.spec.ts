/** A run belongs to its service: a window that is reloaded in the middle of it finds it again. */
import { expect, test } from './fixtures.ts';

const machine = 'ventas-lake-diario';

// A workbench of its own, with nothing in it yet.
test.use({ launch: {} });

test('a run goes on over a reload of the window, and its panel comes back', async ({ workbench }) => {
  test.setTimeout(300_000);
  await workbench.showStrata();
  await workbench.run('Strata: Start Local Endpoint');
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  await workbench.run('Strata: Deploy Template');
  await workbench.notification('The stack ventas-lake is deployed.');
  await workbench.dismissNotifications();
  await workbench.expand('Pipelines', 'State machines');
  await workbench.inlineAction('Pipelines', machine, 'Run');
  await expect(workbench.panel().locator('header')).toContainText('RUNNING', { timeout: 60_000 });

  await workbench.run('Developer: Reload Window');
  await workbench.page.waitForEvent('load');
  await workbench.page.locator('.tab').filter({ hasText: machine }).waitFor();
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  await expect(workbench.panel().locator('header')).toContainText('SUCCEEDED', { timeout: 200_000 });
  await expect(
    workbench
      .panel()
      .locator('.timeline')
      .getByRole('button', { name: /Limpiar ventas/ }),
  ).toBeVisible();
  await expect(workbench.panel().locator('.log-line').first()).toBeVisible();
});
