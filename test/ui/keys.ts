/** A workbench without a mouse. */
import { expect, type Locator } from '@playwright/test';
import type { WorkbenchPage } from './workbench.ts';

export interface Keys {
  /** A command by its title, from the palette. */
  command(title: string): Promise<void>;
  /** Into a view, and down to a row of its tree. */
  toRow(section: string, ...rows: readonly string[]): Promise<void>;
  /** An entry of the context menu of the row that has the focus. */
  menu(entry: string): Promise<void>;
  /** Presses a key until something has the focus. */
  until(key: string, target: Locator): Promise<void>;
}

/** More presses than any way has. */
const mostPresses = 60;
const frameMs = 50;

export function keysOf(workbench: WorkbenchPage): Keys {
  const { page } = workbench;
  const { keyboard } = page;
  const until = async (key: string, target: Locator) => {
    for (let i = 0; i < mostPresses; i++) {
      if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
      await keyboard.press(key);
      // Where the focus goes is drawn with the next frame.
      await page.waitForTimeout(frameMs);
    }
    await expect(target).toBeFocused({ timeout: 1 });
  };
  const command = async (title: string) => {
    await keyboard.press('F1');
    await page.locator('.quick-input-widget input').fill(`>${title}`);
    const rows = page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: title }).first().waitFor();
    // Not always the first: what was used lately stands above.
    const focused = page.locator('.quick-input-list .monaco-list-row.focused');
    for (let i = 0; i < mostPresses && !(await focused.allTextContents())[0]?.includes(title); i++) {
      await keyboard.press('ArrowDown');
    }
    await expect(focused).toContainText(title);
    await keyboard.press('Enter');
  };
  return {
    until,
    command,
    async toRow(section, ...rows) {
      await workbench.row(section, rows[0] ?? '').waitFor();
      await command(`Strata: Focus on ${section} View`);
      const list = workbench.section(section).locator('.monaco-list').first();
      await expect(list).toBeFocused();
      await keyboard.press('Home');
      const focused = list.locator('.monaco-list-row.focused');
      for (const [i, text] of rows.entries()) {
        await workbench.row(section, text).waitFor();
        for (let k = 0; k < mostPresses && !(await focused.allTextContents())[0]?.startsWith(text); k++) {
          await keyboard.press('ArrowDown');
        }
        await expect(focused).toContainText(text);
        if (i < rows.length - 1 && (await focused.getAttribute('aria-expanded')) === 'false') {
          await keyboard.press('ArrowRight');
        }
      }
    },
    async menu(entry) {
      const item = page.locator('.context-view .action-item', { hasText: entry }).locator('a').first();
      // A menu closes when the window's focus moves, as it may while the view has just come.
      await expect(async () => {
        await keyboard.press('Shift+F10');
        await item.waitFor({ timeout: 5000 });
        for (let i = 0; i < mostPresses; i++) {
          if (await item.evaluate((element) => element === element.ownerDocument.activeElement, { timeout: 1000 }))
            return;
          await keyboard.press('ArrowDown');
          await page.waitForTimeout(frameMs);
        }
        throw new Error(`The menu has no ${entry}.`);
      }).toPass({ timeout: 60_000 });
      await keyboard.press('Enter');
    },
  };
}
