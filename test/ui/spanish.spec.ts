/** An editor whose display language is Spanish: manifest, views, services and pages speak it, with its numbers and dates. */
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, type LocalClient, test } from './fixtures.ts';

test.use({ launch: { locale: 'es' } });

test('is a workbench in Spanish', async ({ workbench, localClient }) => {
  const { page } = workbench;
  await page.locator('.activitybar .action-item:has([aria-label^="Strata"])').click();
  const lake = workbench.section('Lago');
  await expect(lake.getByText('Ejecute aquí sus pipelines de AWS', { exact: false })).toBeVisible();
  await lake.getByRole('button', { name: 'Iniciar el endpoint local' }).click();
  await expect(page.locator('.statusbar').getByText('Endpoint local', { exact: false })).toBeVisible();
  await expect(workbench.row('Pipelines', 'Máquinas de estados')).toBeVisible();

  await putOrders(await localClient());
  await workbench.run('Seleccionar conexión');
  await expect(page.locator('.quick-input-widget').getByText('En este equipo')).toBeVisible();
  await page.keyboard.press('Escape');
  await workbench.section('Lago').locator('.pane-header').hover();
  await workbench.section('Lago').locator('.pane-header .action-label[aria-label^="Actualizar"]').click();
  await workbench.expand('Lago', 'Buckets', 'pedidos');
  const object = workbench.row('Lago', 'pedidos.csv');
  await expect(object).toContainText(/23,4 KB · (hace \d+ s|ahora)/);

  await object.click();
  const panel = workbench.panel();
  await expect(panel.getByText('12.000 filas')).toBeVisible();
  await expect(panel.getByRole('button', { name: 'Agregar filtro' })).toBeVisible();
  const sorts = 'Presione para ordenar por unidades de forma ascendente';
  await expect(panel.getByRole('columnheader', { name: 'unidades' })).toHaveAttribute('title', sorts);
});

async function putOrders(client: LocalClient): Promise<void> {
  const s3 = new S3Client(client);
  const rows = Array.from({ length: 12_000 }, (_, i) => i % 10).join('\n');
  await s3.send(new CreateBucketCommand({ Bucket: 'pedidos' }));
  await s3.send(new PutObjectCommand({ Bucket: 'pedidos', Key: 'pedidos.csv', Body: `unidades\n${rows}\n` }));
  s3.destroy();
}
