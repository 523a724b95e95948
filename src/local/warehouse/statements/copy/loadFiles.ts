import { readFileSync } from 'node:fs';
import { parseS3Uri } from '../../../../core/s3Uri.ts';
import type { Copy } from '../../../engines/redshift/loading.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { SqlError, sqlStates } from '../../sqlError.ts';
import type { WarehouseObject } from '../../warehouseApi.ts';
import type { LoadOptions } from './copyOptions.ts';
import { validText } from './validText.ts';

export interface LoadFile {
  readonly uri: string;
  /** The path that is read; a copy where its text had to be mended. */
  readonly file: string;
  readonly size: number;
}

/**
 * The objects that a COPY reads: those whose keys begin with its prefix, or those of a manifest.
 * @throws SqlError when there are none
 */
export async function loadFiles(ctx: StatementCtx, statement: Copy, options: LoadOptions): Promise<LoadFile[]> {
  const objects = statement.manifest ? await listed(ctx, statement.from) : await below(ctx, statement.from);
  const hidden = /(^|\/)[_.][^/]*$/;
  const chosen = objects.filter(
    ({ key, size }) => size > 0 && !(statement.format.kind === 'parquet' && hidden.test(key)),
  );
  const files: LoadFile[] = [];
  for (const object of chosen) {
    const mended = options.replacement === undefined || statement.format.kind === 'parquet';
    const file = mended ? object.file : await validText(ctx, object.file, options.replacement, options.compression);
    files.push({ uri: uriOf(object), file, size: object.size });
  }
  return files;
}

export const uriOf = ({ bucket, key }: WarehouseObject): string => `s3://${bucket}/${key}`;

async function below(ctx: StatementCtx, uri: string): Promise<readonly WarehouseObject[]> {
  const objects = await objectsAt(ctx, uri);
  if (objects.length > 0) return objects;
  const { key } = placeOf(uri);
  throw new SqlError(sqlStates.internal, `The specified S3 prefix '${key}' does not exist`, {
    detail: `No object of the bucket has a key that begins with '${key}'.`,
  });
}

/** https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html */
async function listed(ctx: StatementCtx, uri: string): Promise<WarehouseObject[]> {
  const manifest = (await objectsAt(ctx, uri)).find((object) => uriOf(object) === uri);
  if (!manifest) throw new SqlError(sqlStates.internal, `The manifest ${uri} does not exist`);
  const entries = entriesOf(readFileSync(manifest.file, 'utf8'), uri);
  const found: WarehouseObject[] = [];
  for (const { url, mandatory } of entries) {
    const object = (await objectsAt(ctx, url)).find((each) => uriOf(each) === url);
    if (object) found.push(object);
    else if (mandatory) {
      throw new SqlError(
        sqlStates.internal,
        `Problem reading manifest file - the file ${url} is mandatory and does not exist`,
      );
    }
  }
  return found;
}

function entriesOf(text: string, uri: string): readonly { readonly url: string; readonly mandatory?: boolean }[] {
  try {
    const { entries } = JSON.parse(text) as { entries?: { url: string; mandatory?: boolean }[] };
    if (Array.isArray(entries) && entries.every(({ url }) => typeof url === 'string')) return entries;
  } catch {
    // Told below.
  }
  throw new SqlError(
    sqlStates.internal,
    `Problem reading manifest file ${uri}: it must be JSON with a list "entries" of {"url": …}`,
  );
}

/** Objects whose keys begin with what stands behind the bucket. @throws SqlError when there is no such bucket */
export async function objectsAt(ctx: StatementCtx, uri: string): Promise<readonly WarehouseObject[]> {
  const { bucket, key } = placeOf(uri);
  if (!(await ctx.host.call('bucketExists', { bucket }, ctx.signal))) throw noBucket(bucket);
  return await ctx.host.call('listObjects', { bucket, prefix: key }, ctx.signal);
}

export function noBucket(bucket: string): SqlError {
  return new SqlError(
    sqlStates.internal,
    'S3ServiceException:The specified bucket does not exist,Status 404,Error NoSuchBucket',
    {
      detail: `Bucket: ${bucket}`,
    },
  );
}

/** @throws SqlError */
export function placeOf(uri: string): { readonly bucket: string; readonly key: string } {
  const place = parseS3Uri(uri);
  if (!place) throw new SqlError(sqlStates.invalidParameter, `"${uri}" is not a valid S3 path`);
  return place;
}
