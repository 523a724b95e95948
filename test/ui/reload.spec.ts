/** A run belongs to its service: a window that is reloaded in the middle of it finds it again, and so does another one. */
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { expect, test } from './fixtures.ts';
import { WorkbenchPage } from './workbench.ts';

const machine = 'ventas-lake-diario';

test.describe.configure({ mode: 'serial' });
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

test('two windows on one workspace: what one starts, the other watches and stops, and both are told', async ({
  workbench,
  browser,
  server,
  localClient,
}) => {
  test.setTimeout(300_000);
  await new SFNClient(await localClient()).send(
    new CreateStateMachineCommand({
      name: 'long',
      roleArn: 'arn:aws:iam::000000000000:role/any',
      definition: JSON.stringify({ StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 600, End: true } } }),
    }),
  );
  await using context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const second = new WorkbenchPage(await context.newPage());
  await second.open(server.url);
  await second.showStrata();
  await second.expand('Pipelines', 'State machines');
  await second.inlineAction('Pipelines', 'long', 'Run');
  await expect(second.panel().locator('header')).toContainText('RUNNING', { timeout: 60_000 });

  await workbench.showStrata();
  await workbench.openRun(/^long/);
  const panel = workbench.panel();
  await expect(panel.locator('header')).toContainText('RUNNING', { timeout: 60_000 });
  await panel.locator('header').getByRole('button', { name: 'Stop' }).click();
  for (const window of [workbench, second]) {
    await expect(window.panel().locator('header')).toContainText('ABORTED', { timeout: 60_000 });
  }
});
