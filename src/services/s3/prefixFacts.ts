import { AppError } from '../../core/appError.ts';
import type { NodeAddress } from '../../core/node.ts';
import type { NodeState } from '../../core/pipeline-map/pipelineMap.ts';
import type { Ctx } from '../../platform/ctx.ts';

/**
 * When folders last changed and how much is in them, by one page of their objects; what has more than that page is too
 * large to be walked for this, and has no facts.
 */
export async function* prefixFacts(
  ctx: Ctx,
  of: readonly NodeAddress[],
  signal: AbortSignal,
): AsyncIterable<readonly [NodeAddress, NodeState]> {
  const { ListObjectsV2Command, S3Client } = await import('@aws-sdk/client-s3');
  const s3 = await ctx.aws.client(S3Client);
  for (const address of of) {
    const [Bucket = '', Prefix = ''] = address.path;
    try {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }), { abortSignal: signal });
      const objects = page.Contents ?? [];
      if (page.IsTruncated) continue;
      if (objects.length === 0) yield [address, { missing: true }];
      else {
        yield [
          address,
          {
            at: Math.max(...objects.map(({ LastModified }) => LastModified?.getTime() ?? 0)),
            bytes: objects.reduce((sum, { Size = 0 }) => sum + Size, 0),
          },
        ];
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
      yield [address, { missing: true }];
    }
  }
}
