/** A job that says very much: followed as it runs, searched, and jumped about in. */
import { CreateJobCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, type LocalClient, test } from './fixtures.ts';

// A workbench of its own, with nothing in it yet.
test.use({ launch: {} });

const script = `
import time
print('the first line', flush=True)
time.sleep(8)
for i in range(100_000):
    print(f'WARN order {i} has no region' if i % 1000 == 0 else f'INFO order {i} is fine')
`;

test('a hundred thousand lines are followed, searched and filtered', async ({ workbench, localClient }) => {
  test.setTimeout(300_000);
  await workbench.showStrata();
  await workbench.run('Strata: Start Local Endpoint');
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  await createJob(await localClient());
  await workbench.expand('Pipelines', 'Glue jobs');
  await workbench.inlineAction('Pipelines', 'chatty', 'Run');

  const panel = workbench.panel();
  const lines = panel.locator('.log-line');
  await expect(lines.first()).toContainText('the first line', { timeout: 120_000 });
  await expect(panel.locator('header')).toContainText('RUNNING');
  await expect(panel.locator('header')).toContainText('SUCCEEDED', { timeout: 120_000 });
  await expect(panel.getByText('100,001 lines')).toBeVisible({ timeout: 120_000 });
  await expect(lines.last()).toContainText('order 99999 is fine');
  await workbench.screenshot('log-long');
  // Only what can be seen is in the page.
  expect(await lines.count()).toBeLessThan(200);

  await panel.locator('.log-search').fill('order 4711 ');
  await expect(lines).toHaveCount(1);
  await panel.locator('.log-search').fill('');
  await panel.getByLabel('Level').selectOption({ index: 2 });
  await expect(panel.getByText(/^100 of 100,001 lines$/)).toBeVisible();
  await expect(lines.last()).toContainText('WARN order 99000 has no region');
});

async function createJob(client: LocalClient): Promise<void> {
  const s3 = new S3Client(client);
  await s3.send(new CreateBucketCommand({ Bucket: 'scripts' }));
  await s3.send(new PutObjectCommand({ Bucket: 'scripts', Key: 'chatty.py', Body: script }));
  await new GlueClient(client).send(
    new CreateJobCommand({
      Name: 'chatty',
      Role: 'arn:aws:iam::000000000000:role/glue',
      Command: { Name: 'pythonshell', PythonVersion: '3.9', ScriptLocation: 's3://scripts/chatty.py' },
    }),
  );
}
