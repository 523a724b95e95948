import { z } from 'zod';
import { action } from '../../core/action.ts';
import { formatNumber } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import { formatS3Uri } from '../../core/s3Uri.ts';
import { copyArn, openInConsole } from '../../platform/commonActions.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { Service } from '../../platform/service.ts';
import { formatOfKey, placeOf } from './s3Nodes.ts';

const api = () => import('./s3Api.ts');
const changes = () => import('./s3Changes.ts');
const containers = ['s3.layer', 's3.bucket', 's3.prefix'] as const;
const everything = [...containers, 's3.object'] as const;

const uploadInput = z.object({
  files: z.array(z.string()).min(1).describe('Files or folders of this machine'),
});
const downloadInput = z.object({
  to: z.string().min(1).describe('Folder of this machine that the objects are written to'),
});
const presignInput = z.object({
  minutes: z.coerce.number().int().min(1).max(10_080).default(60).describe('Minutes that the link works'),
});

export const s3: Service = {
  name: 's3',
  title: 'Amazon S3',
  roots: {
    lake: async (ctx, request, signal) => (await import('./lake.ts')).lakeRoots(ctx, request, signal),
  },
  children: {
    's3.layer': async (ctx, parent, request, signal) =>
      (await import('./lake.ts')).layerChildren(ctx, parent, request, signal),
    's3.buckets': async (ctx, _, request, signal) => (await api()).listBuckets(ctx, request, signal),
    's3.bucket': async (ctx, parent, request, signal) =>
      (await api()).listPrefix(ctx, placeOf(parent), request, signal),
    's3.prefix': async (ctx, parent, request, signal) =>
      (await api()).listPrefix(ctx, placeOf(parent), request, signal),
  },
  find: {
    's3.object': async (ctx, address, signal) => (await api()).findObject(ctx, placeOf(address), signal),
  },
  facts: {
    's3.prefix': async function* (ctx, of, signal) {
      yield* (await import('./prefixFacts.ts')).prefixFacts(ctx, of, signal);
    },
  },
  actions: [
    action<Ctx, unknown>({
      id: 's3.preview',
      title: 'Preview First Rows',
      icon: 'open-preview',
      on: { kinds: ['s3.object'], with: ['rows'] },
      effect: 'read',
      placement: 'inline',
      do: async (_, target) => {
        const place = placeOf(target);
        const format = formatOfKey(place.key);
        if (!format) return { kind: 'done', message: t('Only CSV, JSON and Parquet objects have rows to show.') };
        return {
          kind: 'relation',
          relation: {
            kind: 'object',
            title: place.key.split('/').at(-1) ?? place.key,
            uri: formatS3Uri(place),
            format,
          },
        };
      },
    }),
    action<Ctx, unknown>({
      id: 's3.openText',
      title: 'Open as Text',
      on: { kinds: ['s3.object'] },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => ({
        kind: 'document',
        ...(await (await api()).readText(ctx, placeOf(target), signal)),
      }),
    }),
    action<Ctx, z.infer<typeof uploadInput>>({
      id: 's3.upload',
      title: 'Upload…',
      on: { kinds: containers },
      effect: 'write',
      placement: 'change',
      input: uploadInput,
      do: async (ctx, target, input, signal) => {
        const count = await (await changes()).upload(ctx, placeOf(target), input.files, signal);
        return {
          kind: 'done',
          message: count === 1 ? t('1 object uploaded.') : t('{0} objects uploaded.', formatNumber(count)),
        };
      },
    }),
    action<Ctx, z.infer<typeof downloadInput>>({
      id: 's3.download',
      title: 'Download…',
      on: { kinds: everything },
      effect: 'read',
      placement: 'open',
      input: downloadInput,
      do: async (ctx, target, input, signal) => {
        const count = await (await changes()).download(ctx, placeOf(target), input.to, signal);
        return {
          kind: 'done',
          message:
            count === 1
              ? t('1 object downloaded to {0}.', input.to)
              : t('{0} objects downloaded to {1}.', formatNumber(count), input.to),
        };
      },
    }),
    openInConsole('s3', everything, (target) => {
      const { bucket, key } = placeOf(target);
      return target.kind === 's3.object'
        ? `s3/object/${bucket}?prefix=${encodeURIComponent(key)}`
        : `s3/buckets/${bucket}?prefix=${encodeURIComponent(key)}`;
    }),
    action<Ctx, unknown>({
      id: 's3.copyUri',
      title: 'Copy S3 URI',
      on: { kinds: everything },
      effect: 'read',
      placement: 'copy',
      do: async (_, target) => ({ kind: 'copy', text: formatS3Uri(placeOf(target)) }),
    }),
    copyArn('s3', everything, async (_, target) => {
      const { bucket, key } = placeOf(target);
      return { arn: `arn:aws:s3:::${bucket}${key ? `/${key}` : ''}` };
    }),
    action<Ctx, z.infer<typeof presignInput>>({
      id: 's3.copyPresignedUrl',
      title: 'Copy Presigned URL…',
      on: { kinds: ['s3.object'] },
      effect: 'read',
      placement: 'copy',
      input: presignInput,
      do: async (ctx, target, input) => ({
        kind: 'copy',
        text: await (await api()).presign(ctx, placeOf(target), input.minutes),
      }),
    }),
    action<Ctx, unknown>({
      id: 's3.delete',
      title: 'Delete…',
      on: { kinds: ['s3.prefix', 's3.object'] },
      effect: 'destroy',
      placement: 'destroy',
      confirm: 'Delete {0} and everything below it? This cannot be undone.',
      do: async (ctx, target, _, signal) => {
        const count = await (await changes()).deleteAll(ctx, placeOf(target), target.kind, signal);
        return {
          kind: 'done',
          message: count === 1 ? t('1 object deleted.') : t('{0} objects deleted.', formatNumber(count)),
        };
      },
    }),
  ],
};
