/** The lake by its layers, as the workspace declares them or as names suggest, and by its buckets. */
import { ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { t } from '../../core/l10n.ts';
import type { Node, NodeAddress } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { type BucketOutline, declaredLayers, detectLayers, type Layer } from '../../platform/workspace/layers.ts';
import { pipelineFolders } from '../../platform/workspace/pipelineFolders.ts';
import { stackOutputs } from '../../platform/workspace/stackOutputs.ts';
import { listPrefix } from './s3Api.ts';
import { placeOf } from './s3Nodes.ts';

/** Detection looks into this many buckets at most; a lake with more says in strata.yaml what its layers are. */
const outlinedBuckets = 20;

/** The layers, and the group of all buckets; nothing where there is no bucket yet. */
export async function lakeRoots(ctx: Ctx, _: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const s3 = await ctx.aws.client(S3Client);
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({ MaxBuckets: outlinedBuckets }), {
    abortSignal: signal,
  });
  if (Buckets.length === 0) return { items: [] };
  const declared = await layersOfWorkspace(ctx, signal);
  const names = Buckets.map(({ Name = '' }) => Name);
  const layers = declared.length > 0 ? declared : detectLayers(await outline(ctx, names, signal));
  return pageOf([
    ...layers.map(layerNode),
    { kind: 's3.buckets', path: [], label: t('Buckets'), icon: 'archive', expandable: true },
  ]);
}

/** One level below a layer's prefix. */
export async function layerChildren(
  ctx: Ctx,
  parent: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  return await listPrefix(ctx, placeOf(parent), request, signal);
}

/** The layers of all pipelines of the workspace that are deployed. Nothing of an untrusted workspace is used. */
async function layersOfWorkspace(ctx: Ctx, signal: AbortSignal): Promise<Layer[]> {
  if (!ctx.workspace.root || !ctx.workspace.trusted) return [];
  const layers: Layer[] = [];
  // One that cannot be read hides no bucket; the editor marks what is wrong with it, and deploying it says so.
  const pipelines = await pipelineFolders(ctx.workspace.root, ({ message }) => ctx.log.warn(message));
  for (const { declared, stack } of pipelines) {
    if (!declared.layers?.length) continue;
    const outputs = await stackOutputs(ctx, stack, signal);
    if (outputs) layers.push(...declaredLayers(declared, outputs));
  }
  return layers;
}

async function outline(ctx: Ctx, buckets: readonly string[], signal: AbortSignal): Promise<BucketOutline[]> {
  const s3 = await ctx.aws.client(S3Client);
  const outlines = await Promise.allSettled(
    buckets.map(async (bucket) => {
      const page = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Delimiter: '/', MaxKeys: 100 }), {
        abortSignal: signal,
      });
      return { bucket, folders: (page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix) };
    }),
  );
  // A bucket that may not be listed still counts by its name.
  return outlines.map((each, i) =>
    each.status === 'fulfilled' ? each.value : { bucket: buckets[i] ?? '', folders: [] },
  );
}

function layerNode(layer: Layer): Node {
  return {
    kind: 's3.layer',
    path: [layer.bucket, layer.prefix],
    label: layer.title,
    description: `${layer.bucket}/${layer.prefix}`,
    tooltip: `s3://${layer.bucket}/${layer.prefix}`,
    icon: 'layers',
    expandable: true,
    uri: `s3://${layer.bucket}/${layer.prefix}`,
  };
}
