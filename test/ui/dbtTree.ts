/** What specs of dbt do in the side bar and the editor. */
import type { Locator } from '@playwright/test';
import type { WorkbenchPage } from './workbench.ts';

/** The other views are folded, as a tree draws only the rows that there is room for. */
export async function showPipelines(workbench: WorkbenchPage): Promise<void> {
  await workbench.showStrata();
  for (const title of ['Lake', 'Catalog', 'Runs']) {
    const header = workbench.section(title).locator('.pane-header');
    if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
  }
}

/** Opens a project's tree down to some row; the first time the project is parsed, and dbt installed where it never was. */
export async function expandProject(workbench: WorkbenchPage, project: string, ...rows: string[]): Promise<void> {
  await showPipelines(workbench);
  await workbench.expand('Pipelines', 'dbt projects', project);
  await workbench.row('Pipelines', 'Models').waitFor({ timeout: 300_000 });
  await workbench.expand('Pipelines', ...rows);
}

/** The end of the text of the file in front, changed and saved as a person would; nothing is completed on the way. */
export async function appendToEditor(workbench: WorkbenchPage, text: string): Promise<void> {
  const { keyboard } = workbench.page;
  await workbench.editor().locator('.view-lines').click();
  await keyboard.press('ControlOrMeta+End');
  await keyboard.insertText(text);
  await keyboard.press('ControlOrMeta+s');
  await workbench.page.locator('.tab.active:not(.dirty)').waitFor();
}

/** The Test Explorer, opened down to some row, which is given. */
export async function expandTests(workbench: WorkbenchPage, ...rows: readonly string[]): Promise<Locator> {
  const { page } = workbench;
  const explorer = page.locator('.test-explorer');
  // Its icon comes with the first extension that has tests.
  if (!(await explorer.isVisible()))
    await page.locator('.activitybar .action-item:has([aria-label^="Testing"])').click();
  const items = explorer.locator('[role=treeitem]');
  let row = items.first();
  for (const [i, text] of rows.entries()) {
    row = items.filter({ hasText: text }).first();
    await row.waitFor({ timeout: 60_000 });
    if (i === rows.length - 1 || (await row.getAttribute('aria-expanded')) !== 'false') continue;
    await row.click();
    await page.keyboard.press('ArrowRight');
  }
  return row;
}

/** How many of the tests that ran have passed, such as `2/3`, as the Test Explorer says it. */
export function testCount(workbench: WorkbenchPage, count: string): Locator {
  return workbench.page.locator('.test-explorer').getByText(count).first();
}
