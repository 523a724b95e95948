/** The workbench as a person uses it: views, rows, commands and panels by what they are called. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';

const artifacts = path.resolve(import.meta.dirname, '../../test-artifacts/screenshots');

const themeClasses = {
  'Default Dark Modern': /\bvs-dark\b/,
  'Default Light Modern': /\bvs\b(?!-)/,
  'Default High Contrast': /\bhc-black\b/,
};

export type Theme = keyof typeof themeClasses;

export class WorkbenchPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.locator('.monaco-workbench').waitFor();
    await this.page.locator('.activitybar').waitFor();
  }

  /** A command by its title in the palette. */
  async run(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input');
    await input.fill(`>${title}`);
    const row = this.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: title }).first();
    await row.waitFor();
    await row.click();
  }

  async showStrata(): Promise<void> {
    const title = this.page.locator('.part.sidebar .composite.title', { hasText: 'Strata' });
    if (!(await title.isVisible()))
      await this.page.locator('.activitybar .action-item:has([aria-label^="Strata"])').click();
    await this.section('Lake').waitFor();
  }

  /** A view of the side bar by its title. */
  section(title: string): Locator {
    return this.page.locator('.pane').filter({ has: this.page.locator('.pane-header', { hasText: title }) });
  }

  /** Opens a view that is folded. */
  async unfold(title: string): Promise<Locator> {
    const section = this.section(title);
    const header = section.locator('.pane-header');
    await header.waitFor();
    if ((await header.getAttribute('aria-expanded')) === 'false') await header.click();
    return section;
  }

  /** A row by what its label begins with, or as a pattern says; its description does not count. */
  row(section: string, label: string | RegExp): Locator {
    const hasText = typeof label === 'string' ? new RegExp(`^${label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`) : label;
    const name = this.page.locator('.label-name', { hasText });
    return this.section(section).locator('[role=treeitem]').filter({ has: name }).first();
  }

  /** Unfolds one row after the other. */
  async expand(section: string, ...rows: readonly (string | RegExp)[]): Promise<void> {
    await this.unfold(section);
    for (const text of rows) {
      const row = this.row(section, text);
      await row.waitFor();
      if ((await row.getAttribute('aria-expanded')) === 'false') {
        await row.click();
        await this.page.keyboard.press('ArrowRight');
      }
      await expect(row).toHaveAttribute('aria-expanded', 'true');
    }
  }

  /** A button that shows on a row while the pointer is on it. */
  async inlineAction(section: string, row: string | RegExp, label: string): Promise<void> {
    const item = this.row(section, row);
    const button = item.locator(`.action-label[aria-label^="${label}"]`).first();
    // A tree that is drawn anew, as when a run has ended, takes the row away from under the pointer.
    await expect(async () => {
      await item.hover({ timeout: 5000 });
      await button.click({ timeout: 2000 });
    }).toPass({ timeout: 30_000 });
  }

  /** The page of the webview in the active editor. */
  panel(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
  }

  async notification(text: string | RegExp): Promise<Locator> {
    const toast = this.page.locator('.notification-toast, .notification-list-item').filter({ hasText: text }).first();
    await toast.waitFor();
    return toast;
  }

  /** An entry of a row's context menu. */
  async contextMenu(section: string, row: string | RegExp, entry: string): Promise<void> {
    await this.row(section, row).click({ button: 'right' });
    // The menu ignores clicks right after it has opened; the keyboard it takes at once.
    await this.page.locator('.context-view .action-item').filter({ hasText: entry }).first().hover();
    await this.page.keyboard.press('Enter');
  }

  /** A connection by the name of its profile. */
  async selectConnection(name: string): Promise<void> {
    await this.run('Strata: Select Connection');
    await this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ has: this.page.locator('.label-name', { hasText: new RegExp(`${name}$`) }) })
      .first()
      .click();
  }

  /** Types into the input box that asks for something, and accepts. */
  async type(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input');
    await input.waitFor();
    await input.fill(text);
    await input.press('Enter');
  }

  /** A button of the dialog that the workbench shows. */
  async dialog(button: string | RegExp): Promise<void> {
    await this.page.locator('.monaco-dialog-box').getByRole('button', { name: button }).click();
  }

  async dismissNotifications(): Promise<void> {
    await this.run('Notifications: Clear All Notifications');
    await expect(this.page.locator('.notification-toast')).toHaveCount(0);
  }

  statusBar(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text }).first();
  }

  /** The text editor in front. */
  editor(): Locator {
    return this.page.locator('.editor-group-container.active .editor-instance').first();
  }

  /** The latest run of that name, from the list of runs. */
  async openRun(title: string | RegExp): Promise<void> {
    await this.unfold('Runs');
    await this.row('Runs', title).click();
  }

  /** A file of the workspace, by a part of its path. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+P');
    const input = this.page.locator('.quick-input-widget input');
    await input.fill(name);
    await this.page
      .locator('.quick-input-list .monaco-list-row')
      .filter({ hasText: path.basename(name) })
      .first()
      .click();
    await this.page
      .locator('.tab.active')
      .filter({ hasText: path.basename(name) })
      .waitFor();
  }

  /** The first code lens of the editor in front. */
  async clickLens(text = 'Run'): Promise<void> {
    await this.editor().locator('.codelens-decoration a').filter({ hasText: text }).first().click();
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.run('Preferences: Color Theme');
    const input = this.page.locator('.quick-input-widget input');
    await input.fill(theme.replace('Default ', ''));
    await this.page.locator('.quick-input-list .monaco-list-row').first().click();
    await expect(this.page.locator('.quick-input-widget')).toBeHidden();
    await expect(this.page.locator('.monaco-workbench').first()).toHaveClass(themeClasses[theme]);
  }

  /** Kept as an artifact; the README's pictures are made here. */
  async screenshot(name: string): Promise<void> {
    await mkdir(artifacts, { recursive: true });
    await this.page.screenshot({ path: path.join(artifacts, `${name}.png`) });
  }
}
