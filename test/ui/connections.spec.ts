/** Panels belong to the connection that they were opened on: another one is not searched for their runs and rows. */
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { expect, test } from './fixtures.ts';
import type { WorkbenchPage } from './workbench.ts';

test.use({ launch: { env: { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eu-west-1' } } });

const belongs = 'This belongs to Local endpoint · us-east-1';
const pass = (next: object) => ({ Type: 'Pass', ...next });
const definition = {
  StartAt: 'Items',
  States: {
    Items: pass({ Parameters: { 'list.$': 'States.ArrayRange(1, 1000, 1)' }, Next: 'Each' }),
    Each: {
      Type: 'Map',
      ItemsPath: '$.list',
      ItemProcessor: {
        StartAt: 'A',
        States: {
          A: pass({ Next: 'B' }),
          B: pass({ Next: 'C' }),
          C: pass({ Next: 'D' }),
          D: { Type: 'Wait', Seconds: 1, End: true },
        },
      },
      ResultPath: null,
      Next: 'Rest',
    },
    Rest: { Type: 'Wait', Seconds: 2, End: true },
  },
};

test('a run of thousands of steps, and where it belongs', async ({ workbench, localClient }) => {
  test.setTimeout(300_000);
  await start(workbench);
  const client = await localClient();
  await new SFNClient(client).send(
    new CreateStateMachineCommand({
      name: 'many',
      roleArn: 'arn:aws:iam::000000000000:role/states',
      definition: JSON.stringify(definition),
    }),
  );
  await workbench.expand('Pipelines', 'State machines');
  await workbench.inlineAction('Pipelines', 'many', 'Run');
  const panel = workbench.panel();
  await expect(panel.locator('header')).toContainText('SUCCEEDED', { timeout: 200_000 });
  await expect(panel.locator('.timeline li').first()).toHaveAttribute('aria-setsize', '4003');
  // Only what can be seen is in the page.
  expect(await panel.locator('.timeline li').count()).toBeLessThan(120);
  await panel.locator('.timeline button').first().click();
  await workbench.page.keyboard.press('End');
  await expect(panel.locator('.timeline button:focus')).toContainText('Rest');
  await workbench.page.keyboard.press('Home');
  await expect(panel.locator('.timeline button:focus')).toContainText('Items');

  await workbench.selectConnection('Environment');
  await expect(panel.getByRole('alert')).toContainText(belongs);
  await expect(panel.getByRole('button', { name: 'Run again' })).toHaveCount(0);
  await workbench.screenshot('run-elsewhere');
  await workbench.run('Developer: Reload Window');
  await workbench.page.waitForEvent('load');
  await expect(workbench.panel().getByText(belongs)).toBeVisible({ timeout: 60_000 });
  await workbench.panel().getByRole('button', { name: 'Switch to it' }).click();
  await expect(workbench.panel().locator('header')).toContainText('SUCCEEDED', { timeout: 60_000 });
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
});

test('rows stay as they are while the window works elsewhere', async ({ workbench, localClient }) => {
  test.setTimeout(200_000);
  await start(workbench);
  const s3 = new S3Client(await localClient());
  await s3.send(new CreateBucketCommand({ Bucket: 'acme-raw' }));
  await s3.send(new PutObjectCommand({ Bucket: 'acme-raw', Key: 'orders/one.csv', Body: 'id,total\n1,2\n' }));
  await workbench.run('Strata: Refresh');
  await workbench.expand('Lake', /^raw/, 'orders');
  await workbench.inlineAction('Lake', 'one.csv', 'Preview');
  const panel = workbench.panel();
  const header = panel.getByRole('columnheader', { name: /total/ });
  await expect(header).toBeVisible({ timeout: 60_000 });
  await header.click();
  await expect(panel.locator('[aria-sort=ascending]')).toHaveCount(1);
  await workbench.selectConnection('Environment');
  await expect(panel.getByRole('alert')).toContainText(belongs);
  await expect(panel.getByRole('cell', { name: '2', exact: true })).toBeVisible();
  await expect(panel.locator('[aria-sort=ascending]')).toHaveCount(1);
  await panel.getByRole('button', { name: 'Switch to it' }).click();
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  await expect(panel.getByRole('alert')).toHaveCount(0);
});

async function start(workbench: WorkbenchPage): Promise<void> {
  await workbench.showStrata();
  await workbench.run('Strata: Start Local Endpoint');
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
}
