/** The packaged extension, installed as a user installs it. */
import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from './fixtures.ts';

const root = path.resolve(import.meta.dirname, '../..');
const vsix = path.join(os.tmpdir(), `strata-${process.pid}.vsix`);

test.use({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  launch: async ({}, use) => {
    await promisify(execFile)(process.execPath, [path.join(root, 'scripts/package.ts'), '--out', vsix], { cwd: root });
    await use({ vsix });
  },
});

test('installs, activates and runs its commands', async ({ workbench }) => {
  await workbench.showStrata();
  await workbench.run('Strata: Start Local Endpoint');
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  await workbench.run('Strata: Deploy Template');
  await workbench.notification('The stack ventas-lake is deployed.');
  await workbench.expand('Lake', 'Crudo', 'ventas');
  await workbench.row('Lake', 'ventas_2025-06-02.csv').click();
  await expect(workbench.panel().getByText('400 rows')).toBeVisible();
});
