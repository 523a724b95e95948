/**
 * An AWS connection, by a profile of the user's files: browsed at once, changed only when the user has said so. A moto
 * server stands for the account, as the profile's `endpoint_url`.
 */
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Moto, startMoto } from '../support/moto.ts';
import { expect, test } from './fixtures.ts';

const files = path.join(os.tmpdir(), `strata-aws-${process.pid}`);
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
let moto: Moto;
let s3: S3Client;

test.use({
  launch: { env: { AWS_CONFIG_FILE: `${files}.config`, AWS_SHARED_CREDENTIALS_FILE: `${files}.credentials` } },
});
test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  moto = await startMoto();
  s3 = new S3Client({ endpoint: moto.url, region: 'eu-west-1', credentials, forcePathStyle: true });
  await s3.send(
    new CreateBucketCommand({ Bucket: 'acme-raw', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  );
  await s3.send(new PutObjectCommand({ Bucket: 'acme-raw', Key: 'orders/one.csv', Body: 'id,total\n1,2\n' }));
  const keys = 'aws_access_key_id = test\naws_secret_access_key = test\n';
  await writeFile(`${files}.credentials`, `[acme]\n${keys}[acme-prod]\n${keys}`);
  const profile = (name: string) => `[profile ${name}]\nregion = eu-west-1\nendpoint_url = ${moto.url}\n`;
  await writeFile(`${files}.config`, profile('acme') + profile('acme-prod'));
});
test.afterAll(() => moto?.[Symbol.asyncDispose]());

test('is browsed, and refuses changes until they are allowed', async ({ workbench }) => {
  await workbench.showStrata();
  await workbench.selectConnection('acme');
  await expect(workbench.statusBar('acme · eu-west-1')).toBeVisible();
  await workbench.expand('Lake', /^raw/, 'orders');
  await workbench.contextMenu('Lake', 'one.csv', 'Delete');
  await workbench.notification('The connection acme is read-only');
  await workbench.screenshot('read-only');
  expect((await s3.send(new ListObjectsV2Command({ Bucket: 'acme-raw' }))).KeyCount).toBe(1);
});

test('asks for the name of a connection that is protected', async ({ workbench }) => {
  await workbench.showStrata();
  await workbench.selectConnection('acme-prod');
  await expect(workbench.statusBar('acme-prod · eu-west-1')).toBeVisible();
  await workbench.run('Strata: Allow Changes on Connection');
  await workbench.dialog('Allow, but Ask for Its Name');
  await workbench.expand('Lake', /^raw/, 'orders');
  await workbench.contextMenu('Lake', 'one.csv', 'Delete');
  await workbench.type('acme');
  await expect(workbench.page.getByText('Type acme-prod')).toBeVisible();
  expect((await s3.send(new ListObjectsV2Command({ Bucket: 'acme-raw' }))).KeyCount).toBe(1);
  await workbench.type('acme-prod');
  await expect.poll(async () => (await s3.send(new ListObjectsV2Command({ Bucket: 'acme-raw' }))).KeyCount).toBe(0);
});
