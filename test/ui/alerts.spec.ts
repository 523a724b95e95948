/** Failures as the user hears of them: one notification in one of two windows, the failing log a click away, quiet hours. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CreateJobCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateStateMachineCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { showPipelines } from './dbtTree.ts';
import { expect, type LocalClient, test } from './fixtures.ts';
import { screenshots, themes } from './themes.ts';
import { WorkbenchPage } from './workbench.ts';

const role = 'arn:aws:iam::000000000000:role/any';
const told = /nightly-load failed at Raw to silver: .*amount is empty/;

test.describe.configure({ mode: 'serial' });
// A workbench of its own: its settings change.
test.use({ launch: {} });

test('a failure is told once, in one of two windows, and leads to its log', async ({
  workbench,
  context,
  server,
  localClient,
}) => {
  test.setTimeout(300_000);
  await showPipelines(workbench);
  await workbench.run('Strata: Start Local Endpoint');
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  const client = await localClient();
  await makePipeline(client);
  // The second window does nothing of Strata's: the endpoint runs, so it is joined.
  const second = new WorkbenchPage(await context.newPage());
  await second.open(server.url);
  for (const each of [workbench, second]) await expect(bell(each)).toBeVisible({ timeout: 30_000 });
  await fail(client);

  const windows = [workbench, second];
  const toasts = (each: WorkbenchPage) => each.page.locator('.notification-toast').filter({ hasText: told });
  await expect(async () => {
    const counts = await Promise.all(windows.map((each) => toasts(each).count()));
    expect(counts.reduce((sum, count) => sum + count)).toBe(1);
  }).toPass({ timeout: 60_000 });
  for (const each of windows) await expect(bell(each)).toHaveText('1');
  const teller = (await toasts(workbench).count()) === 1 ? workbench : second;
  await screenshots(teller, 'alert');
  // Meanwhile every window has looked again.
  const after = await Promise.all(windows.map((each) => toasts(each).count()));
  expect(after.reduce((sum, count) => sum + count)).toBe(1);

  await toasts(teller).getByRole('button', { name: 'Open Log' }).click();
  const panel = teller.panel();
  await expect(panel.locator('.detail')).toContainText('Raw to silver', { timeout: 60_000 });
  await expect(panel.getByText('ValueError: amount is empty').first()).toBeVisible({ timeout: 60_000 });
  for (const each of windows) await expect(bell(each)).toHaveText('');
  await screenshots(teller, 'alert-log');
  await second.page.close();
});

test('the history keeps it, over a reload too, and nothing is told again', async ({ workbench }) => {
  await expect(bell(workbench)).toBeVisible({ timeout: 60_000 });
  await workbench.run('Strata: Show Alerts');
  const entry = workbench.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'nightly-load' });
  await expect(entry).toHaveCount(1);
  await expect(entry).toContainText('Raw to silver');
  await workbench.page.keyboard.press('Escape');
  for (const [theme, suffix] of themes) {
    await workbench.setTheme(theme);
    await workbench.run('Strata: Show Alerts');
    await entry.waitFor();
    await workbench.screenshot(`alert-history-${suffix}`);
    await workbench.page.keyboard.press('Escape');
  }
  await expect(workbench.page.locator('.notification-toast').filter({ hasText: told })).toHaveCount(0);
});

test('in quiet hours only the bell knows, and afterwards they are summed up', async ({
  workbench,
  workspace,
  localClient,
}) => {
  test.setTimeout(300_000);
  await expect(bell(workbench)).toBeVisible({ timeout: 60_000 });
  await settings(workspace, { 'strata.alerts.quietHours': { from: '00:00', to: '00:00' } });
  await expect(bell(workbench).locator('.codicon-bell-slash')).toBeVisible({ timeout: 30_000 });
  await fail(await localClient());
  await fail(await localClient());
  await expect(bell(workbench)).toHaveText('2', { timeout: 60_000 });
  await expect(workbench.page.locator('.notification-toast').filter({ hasText: 'nightly-load' })).toHaveCount(0);
  await workbench.screenshot('alert-quiet');
  await settings(workspace, {});
  await workbench.notification('2 failures while nobody was told: nightly-load');
  await expect(bell(workbench).locator('.codicon-bell-dot')).toBeVisible();
});

const bell = (workbench: WorkbenchPage) => workbench.page.locator('.statusbar-item[id$="strata.alerts"]');

async function settings(workspace: string, values: object): Promise<void> {
  const file = path.join(workspace, '.vscode/settings.json');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(values));
}

/** A state machine whose only job fails. */
async function makePipeline(client: LocalClient): Promise<void> {
  const s3 = new S3Client(client);
  await s3.send(new CreateBucketCommand({ Bucket: 'scripts' }));
  const Body = 'print("reading orders")\nraise ValueError("amount is empty")\n';
  await s3.send(new PutObjectCommand({ Bucket: 'scripts', Key: 'raw_to_silver.py', Body }));
  const Command = { Name: 'pythonshell', ScriptLocation: 's3://scripts/raw_to_silver.py', PythonVersion: '3.9' };
  await new GlueClient(client).send(new CreateJobCommand({ Name: 'raw_to_silver', Role: role, Command }));
  const task = {
    Type: 'Task',
    Resource: 'arn:aws:states:::glue:startJobRun.sync',
    Parameters: { JobName: 'raw_to_silver' },
    End: true,
  };
  const definition = JSON.stringify({ StartAt: 'Raw to silver', States: { 'Raw to silver': task } });
  await new SFNClient(client).send(new CreateStateMachineCommand({ name: 'nightly-load', roleArn: role, definition }));
}

async function fail(client: LocalClient): Promise<void> {
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:nightly-load';
  await new SFNClient(client).send(new StartExecutionCommand({ stateMachineArn, input: '{}' }));
}
