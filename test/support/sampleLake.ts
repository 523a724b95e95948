/** The sample pipeline, deployed on an endpoint of a test's own; nothing in it runs by itself. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { deployTemplate } from '../../src/platform/workspace/template/deployTemplate.ts';
import { packageTemplate } from '../../src/platform/workspace/template/packageTemplate.ts';
import type { TestEndpoint } from './endpoint.ts';

export const sampleFolder = path.resolve(import.meta.dirname, '../../sample-workspace/batch-datalake');

/** Gives the stack's outputs. */
export async function deploySample(
  endpoint: Pick<TestEndpoint, 'client'>,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket: 'artifacts' }));
  const { body } = await packageTemplate(
    {
      templateFile: path.join(sampleFolder, 'template.yaml'),
      bucket: 'artifacts',
      upload: async (Key, Body) => void (await s3.send(new PutObjectCommand({ Bucket: 'artifacts', Key, Body }))),
    },
    signal,
  );
  const options = {
    stackName: 'ventas-lake',
    template: { body },
    // Only what its user starts is to run.
    parameters: { ScheduleState: 'DISABLED', NotificationEmail: 'datos@example.com' },
    capabilities: ['CAPABILITY_IAM'],
    tags: {},
    pollMilliseconds: 50,
  };
  for await (const step of deployTemplate(new CloudFormationClient(endpoint.client), options, signal)) {
    if (step.kind === 'finished') return step.outputs;
  }
  throw new Error('The deployment came to no end.');
}

/** Puts a file of one of the sample's folders where the pipeline reads its batches. */
export async function uploadBatch(s3: S3Client, bucket: string, folder: string, name: string): Promise<void> {
  const Body = readFileSync(path.join(sampleFolder, folder, name));
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `raw/ventas/${name}`, Body }));
}

/** The sample's own batches. */
export async function uploadBatches(s3: S3Client, bucket: string): Promise<void> {
  for (const name of readdirSync(path.join(sampleFolder, 'raw/ventas'))) {
    await uploadBatch(s3, bucket, 'raw/ventas', name);
  }
}
