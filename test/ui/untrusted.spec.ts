/** In a workspace that the user does not trust nothing is started, connected or executed. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './fixtures.ts';

test.use({ launch: { trustPrompt: true } });

test('says so, and starts nothing', async ({ workbench, workspace }) => {
  await workbench.showStrata();
  const lake = workbench.section('Lake');
  await expect(lake.getByText('in a workspace that you do not trust', { exact: false })).toBeVisible();
  await expect(lake.getByRole('button', { name: 'Start Local Endpoint' })).toBeHidden();
  await workbench.screenshot('untrusted');
  await workbench.run('Strata: Start Local Endpoint');
  await workbench.notification('This workspace is not trusted');
  expect(existsSync(path.join(workspace, '.strata'))).toBe(false);
});
