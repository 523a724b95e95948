/** A batch that cannot be processed: the failure branch, the cause at a glance, the line of the script, the mail. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { showPipelines } from './dbtTree.ts';
import { expect, type LocalClient, test } from './fixtures.ts';

const machine = 'ventas-lake-diario';
const bucket = 'ventas-lake-000000000000-us-east-1';
const broken = 'ventas_2025-06-05.csv';

// A workbench of its own, with nothing in it yet.
test.use({ launch: {} });

test('leads from the failed run to the line that failed', async ({ workbench, workspace, localClient }) => {
  test.setTimeout(300_000);
  await workbench.showStrata();
  await workbench.run('Strata: Start Local Endpoint');
  await expect(workbench.statusBar('Local endpoint')).toBeVisible();
  await workbench.run('Strata: Deploy Template');
  await workbench.notification('The stack ventas-lake is deployed.');
  await workbench.dismissNotifications();
  await upload(workspace, await localClient());

  await workbench.expand('Pipelines', 'State machines');
  await workbench.inlineAction('Pipelines', machine, 'Run');
  const panel = workbench.panel();
  await expect(panel.locator('header')).toContainText('FAILED', { timeout: 200_000 });
  const graph = panel.locator('.graph');
  await expect(graph.getByRole('button', { name: /Limpiar ventas, Task, failed, and was caught/i })).toBeVisible();
  await expect(graph.getByRole('button', { name: /Avisar fallo, Task, succeeded/i })).toBeVisible();
  await expect(graph.getByRole('button', { name: /Avisar éxito, Task, not reached/i })).toBeVisible();
  await expect(panel.locator('.detail [role=alert]')).toContainText(broken);
  await workbench.screenshot('run-failed');

  await panel.locator('.log-line button.link').last().click();
  await expect(workbench.page.locator('.tab.active')).toContainText('clean_sales.py');
  await expect(workbench.editor().locator('.current-line').first()).toBeVisible();
  await expect(workbench.statusBar(/Ln \d{2,}, Col/)).toBeVisible();

  await showPipelines(workbench);
  await workbench.expand('Pipelines', 'Outbox');
  await expect(workbench.row('Pipelines', 'Ventas: el lote fallo')).toBeVisible();
  await workbench.expand('Lake', 'Procesado');
  await expect(workbench.section('Lake').getByText('empty')).toBeVisible();
});

async function upload(workspace: string, client: LocalClient): Promise<void> {
  const s3 = new S3Client(client);
  const Body = await readFile(path.join(workspace, 'batch-datalake/broken', broken));
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `raw/ventas/${broken}`, Body }));
  s3.destroy();
}
