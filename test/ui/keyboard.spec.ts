/** Without a mouse: from the palette and the trees to a run, its graph, its log and back. */
import { expect, test } from './fixtures.ts';
import { keysOf } from './keys.ts';

const machine = 'ventas-lake-diario';

// A workbench of its own, with nothing in it yet.
test.use({ launch: {} });

test('the keyboard alone deploys, runs, watches and reads', async ({ workbench }) => {
  test.setTimeout(300_000);
  const { keyboard } = workbench.page;
  await workbench.page.locator('.activitybar [aria-label^="Strata"]').first().waitFor();
  await command('Strata: Start Local Endpoint');
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  await command('Strata: Deploy Template');
  await workbench.notification('The stack ventas-lake is deployed.');
  await command('Notifications: Clear All Notifications');

  await command('Strata: Focus on Pipelines View');
  await expect(workbench.row('Pipelines', 'State machines')).toBeVisible();
  await keysOf(workbench).toRow('Pipelines', 'State machines', machine);
  await keyboard.press('Shift+F10');
  const menu = workbench.page.locator('.context-view .action-item');
  await expect(menu.filter({ hasText: 'Run with Input…' })).toBeVisible();
  await keyboard.press('ArrowDown');
  await expect(menu.filter({ hasText: /^Run$/ }).locator('.action-menu-item, a').first()).toBeFocused();
  await keyboard.press('Enter');

  const panel = workbench.panel();
  await expect(panel.locator('header')).toContainText('SUCCEEDED', { timeout: 200_000 });
  await tabTo(panel.locator('.graph-node').first());
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  const focused = panel.locator('.graph-node:focus');
  const name = ((await focused.getAttribute('aria-label')) ?? '').split(',')[0] ?? '';
  await keyboard.press('Enter');
  await expect(panel.locator('.detail')).toContainText(name);
  await tabTo(panel.locator('.log-search'));
  await keyboard.type('filas');
  await expect(panel.locator('.log-line')).toHaveCount(3);

  async function command(title: string): Promise<void> {
    await keyboard.press('F1');
    const input = workbench.page.locator('.quick-input-widget input');
    await input.fill(`>${title}`);
    await expect(workbench.page.locator('.quick-input-list .monaco-list-row.focused')).toContainText(title);
    await keyboard.press('Enter');
  }

  /** Presses Tab until something has the focus. */
  async function tabTo(target: ReturnType<typeof panel.locator>): Promise<void> {
    for (let i = 0; i < 40; i++) {
      if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
      await keyboard.press('Tab');
    }
    await expect(target).toBeFocused({ timeout: 1 });
  }
});
