import type { ActionOutcome } from '../../core/action.ts';
import { formatBytes } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { type DeployChange, planDeployment } from './deployPlan.ts';
import { environmentKey } from './place.ts';

export interface DeployInput {
  /** Only these, by their names; all where absent. */
  readonly files?: readonly string[] | undefined;
  /** Whether what is no longer here is deleted there. */
  readonly prune: boolean;
}

/** Uploads what differs, the DAGs last: what they import is there when Airflow reads them. */
export async function deployDags(
  ctx: Ctx,
  target: NodeAddress,
  { files, prune }: DeployInput,
  signal: AbortSignal,
): Promise<ActionOutcome> {
  const { bucket, changes, needsUpdate } = await planDeployment(ctx, environmentKey(target), signal);
  const chosen = changes.filter(({ name, what }) => (files?.includes(name) ?? true) && (prune || what !== 'removed'));
  if (chosen.length === 0) return { kind: 'done', message: t('Nothing differs: all is deployed.') };
  const { DeleteObjectCommand, PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const s3 = await ctx.aws.client(S3Client);
  for (const { what, key, name, body } of byImports(chosen)) {
    ctx.report(name);
    const place = { Bucket: bucket, Key: key };
    if (what === 'removed') await s3.send(new DeleteObjectCommand(place), { abortSignal: signal });
    else await s3.send(new PutObjectCommand({ ...place, Body: body }), { abortSignal: signal });
  }
  const done = t('{0} files were deployed to {1}.', chosen.length, bucket);
  const isAws = ctx.connection.kind === 'aws';
  return {
    kind: 'done',
    message:
      needsUpdate && isAws ? `${done} ${t('Update the environment to use new plugins and requirements.')}` : done,
  };
}

/** A DAG stands at the top, mostly; what it imports below. */
function byImports(changes: readonly DeployChange[]): readonly DeployChange[] {
  const depth = ({ name }: DeployChange) => name.split('/').length;
  return [...changes].sort((a, b) => depth(b) - depth(a));
}

const signs = { added: '+', changed: '~', removed: '-' } as const;

/** What a deployment would change, a line each. */
export async function showPlan(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  const { bucket, changes } = await planDeployment(ctx, environmentKey(target), signal);
  if (changes.length === 0) return { kind: 'done', message: t('Nothing differs: all is deployed.') };
  const lines = changes.map(
    ({ what, key, body }) => `${signs[what]} s3://${bucket}/${key}${body ? ` (${formatBytes(body.length)})` : ''}`,
  );
  return { kind: 'document', title: 'deployment.diff', language: 'diff', text: `${lines.join('\n')}\n` };
}

/** What lies in the bucket now, for showing it beside what would be. */
export async function deployedText(ctx: Ctx, bucket: string, key: string, signal: AbortSignal): Promise<string> {
  const { GetObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
  const s3 = await ctx.aws.client(S3Client);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: signal });
  return (await Body?.transformToString()) ?? '';
}
