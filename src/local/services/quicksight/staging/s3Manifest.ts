/** Files that a manifest names: https://docs.aws.amazon.com/quicksight/latest/user/supported-manifest-file-format.html */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { parseS3Uri } from '../../../../core/s3Uri.ts';
import type { Kernel } from '../../../kernel.ts';
import type { UploadSettings } from '../data-sets/tables.ts';
import type { FileFormat, Staged } from '../ingestions/extractorApi.ts';
import { IngestionFailure } from '../ingestions/ingestionFailure.ts';

const manifest = z.object({
  fileLocations: z
    .array(z.object({ URIs: z.array(z.string()).optional(), URIPrefixes: z.array(z.string()).optional() }))
    .min(1),
  globalUploadSettings: z
    .object({
      format: z.string().optional(),
      delimiter: z.string().length(1).optional(),
      textqualifier: z.string().optional(),
      containsHeader: z.union([z.boolean(), z.stringbool({ truthy: ['true'], falsy: ['false'] })]).optional(),
    })
    .optional(),
});
type Manifest = z.infer<typeof manifest>;

/** @throws IngestionFailure S3_MANIFEST_ERROR */
export async function readManifest(kernel: Kernel, bucket: string, key: string): Promise<Manifest> {
  const object = kernel.objects.stat(bucket, key);
  if (!object) throw new IngestionFailure('S3_MANIFEST_ERROR', `There is no manifest file at s3://${bucket}/${key}.`);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(object.file, 'utf8'));
  } catch {
    throw new IngestionFailure('S3_MANIFEST_ERROR', `The manifest file s3://${bucket}/${key} is no JSON.`);
  }
  const parsed = manifest.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new IngestionFailure('S3_MANIFEST_ERROR', `Manifest: ${issue?.path.join('.')}: ${issue?.message}`);
}

/** @throws IngestionFailure */
export async function stageFiles(
  kernel: Kernel,
  place: { readonly bucket: string; readonly key: string },
  settings: UploadSettings | undefined,
  signal: AbortSignal,
): Promise<Staged> {
  const read = await readManifest(kernel, place.bucket, place.key);
  const files: string[] = [];
  for (const { URIs, URIPrefixes } of read.fileLocations) {
    for (const uri of URIs ?? []) files.push(fileOf(kernel, uri));
    for (const uri of URIPrefixes ?? []) files.push(...(await filesBelow(kernel, uri, signal)));
  }
  return { kind: 'files', files, format: formatOf(settings ?? {}, read.globalUploadSettings ?? {}) };
}

function fileOf(kernel: Kernel, uri: string): string {
  const place = parseS3Uri(uri);
  const found = place && kernel.objects.stat(place.bucket, place.key);
  if (!found) throw new IngestionFailure('S3_FILE_INACCESSIBLE', `The file ${uri} of the manifest cannot be read.`);
  return found.file;
}

async function filesBelow(kernel: Kernel, uri: string, signal: AbortSignal): Promise<string[]> {
  const place = parseS3Uri(uri);
  if (!place || !kernel.objects.bucketExists(place.bucket)) {
    throw new IngestionFailure('S3_FILE_INACCESSIBLE', `The prefix ${uri} of the manifest cannot be read.`);
  }
  const files: string[] = [];
  for await (const { key, size, file } of kernel.objects.list(place.bucket, place.key, signal)) {
    if (size > 0 && !key.endsWith('/')) files.push(file);
  }
  return files;
}

/** The data set's own settings come before those of the manifest. */
function formatOf(own: UploadSettings, manifests: NonNullable<Manifest['globalUploadSettings']>): FileFormat {
  const kind = (own.Format ?? manifests.format ?? 'CSV').toUpperCase();
  if (kind === 'JSON') return { kind: 'json' };
  if (kind !== 'CSV' && kind !== 'TSV') {
    throw new IngestionFailure(
      'INVALID_DATA_SOURCE_CONFIG',
      `The local endpoint does not read files of the format ${kind}.`,
    );
  }
  const single = own.TextQualifier ? own.TextQualifier === 'SINGLE_QUOTE' : manifests.textqualifier === "'";
  return {
    kind: 'csv',
    delimiter: own.Delimiter ?? manifests.delimiter ?? (kind === 'TSV' ? '\t' : ','),
    quote: single ? "'" : '"',
    header: own.ContainsHeader ?? manifests.containsHeader ?? true,
    skip: (own.StartFromRow ?? 1) - 1,
  };
}
