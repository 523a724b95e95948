import path from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import { accountOf } from '../connections/account.ts';
import type { Ctx } from '../ctx.ts';
import { requireUploads } from './declaredUploads.ts';
import type { PipelineFolder } from './pipelineFolders.ts';
import { type DeployProgress, deployTemplate } from './template/deployTemplate.ts';
import { packageTemplate } from './template/packageTemplate.ts';
import { type Uploads, uploadDeclared } from './uploadDeclared.ts';

export interface Deployment extends Uploads {
  readonly stack: string;
  /** False when the stack was up to date. */
  readonly changed: boolean;
  readonly outputs: Readonly<Record<string, string>>;
}

export type PipelineTarget = Pick<PipelineFolder, 'folder' | 'declared' | 'stack' | 'template'>;

const localPollMs = 100;
const awsPollMs = 2000;

/**
 * Deploys a pipeline as the aws CLI's `package` and `deploy` would: local files to an artifact bucket, the template as
 * a change set, its events until the end. On the local endpoint the raw files of strata.yaml follow.
 * @param options.uploadAll uploads them all, over whatever is in their places
 * @throws AppError with the first failed resource's reason; a failed stack has been rolled back by then
 */
export async function deployPipeline(
  ctx: Ctx,
  target: PipelineTarget,
  parameters: Readonly<Record<string, string>>,
  options: { readonly uploadAll?: boolean },
  signal: AbortSignal,
): Promise<Deployment> {
  if (ctx.connection.kind === 'local') await requireUploads(target);
  const { S3Client } = await import('@aws-sdk/client-s3');
  const { CloudFormationClient } = await import('@aws-sdk/client-cloudformation');
  const s3 = await ctx.aws.client(S3Client);
  const bucket = await artifactBucket(ctx, s3, signal);
  ctx.report(t('Packaging {0}', path.basename(target.template)));
  const upload = async (key: string, body: Uint8Array) => await put(s3, bucket, key, body, signal);
  const prefix = `${target.stack}/`;
  const packaged = await packageTemplate(
    {
      templateFile: target.template,
      root: target.folder,
      bucket,
      prefix,
      upload,
      layersFor: ctx.connection.kind === 'local' ? 'this-machine' : 'lambda',
      report: (message) => ctx.report(message),
    },
    signal,
  );
  const declared = Object.entries(target.declared.parameters ?? {}).map(([name, value]) => [name, String(value)]);
  const progress = deployTemplate(
    await ctx.aws.client(CloudFormationClient),
    {
      stackName: target.stack,
      template: await templateFor(s3, bucket, prefix, packaged.body, ctx, signal),
      parameters: { ...Object.fromEntries(declared), ...parameters },
      capabilities: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'],
      tags: {},
      deleteFailed: ctx.connection.kind === 'local',
      pollMilliseconds: ctx.connection.kind === 'local' ? localPollMs : awsPollMs,
    },
    signal,
  );
  let finished: Extract<DeployProgress, { kind: 'finished' }> | undefined;
  for await (const each of progress) {
    if (each.kind === 'event') {
      const { LogicalResourceId, ResourceStatus, ResourceStatusReason } = each.event;
      ctx.report([LogicalResourceId, ResourceStatus, ResourceStatusReason].filter(Boolean).join(' '));
    }
    if (each.kind === 'finished') finished = each;
  }
  const outputs = finished?.outputs ?? {};
  const uploads: Uploads =
    ctx.connection.kind === 'local' && (target.declared.uploads ?? []).length > 0
      ? await uploadDeclared(
          ctx,
          target,
          { outputs, record: { bucket, key: `${prefix}uploads.json` }, all: options.uploadAll ?? false },
          signal,
        )
      : { uploaded: 0, kept: [] };
  return { stack: target.stack, changed: finished?.changed ?? false, outputs, ...uploads };
}

async function artifactBucket(ctx: Ctx, s3: S3Client, signal: AbortSignal): Promise<string> {
  const { CreateBucketCommand, HeadBucketCommand } = await import('@aws-sdk/client-s3');
  const { region } = ctx.connection;
  const bucket = `strata-artifacts-${await accountOf(ctx, signal)}-${region}`;
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal: signal });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
    ctx.report(t('Creating the artifact bucket {0}', bucket));
    // us-east-1 is the one region that must not be named.
    const where =
      region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } };
    await s3.send(new CreateBucketCommand({ Bucket: bucket, ...where }), { abortSignal: signal });
  }
  return bucket;
}

/** CloudFormation takes 51,200 bytes in a call, and more from S3. */
async function templateFor(
  s3: S3Client,
  bucket: string,
  prefix: string,
  body: string,
  ctx: Ctx,
  signal: AbortSignal,
): Promise<{ readonly body: string } | { readonly url: string }> {
  if (Buffer.byteLength(body) <= 51_200) return { body };
  const key = `${prefix}template.yaml`;
  await put(s3, bucket, key, Buffer.from(body), signal);
  const base =
    ctx.connection.kind === 'local'
      ? `${ctx.connection.endpoint}/${bucket}`
      : `https://${bucket}.s3.${ctx.connection.region}.amazonaws.com`;
  return { url: `${base}/${key}` };
}

async function put(s3: S3Client, bucket: string, key: string, body: Uint8Array, signal: AbortSignal): Promise<void> {
  const { PutObjectCommand } = await import('@aws-sdk/client-s3');
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }), { abortSignal: signal });
}
