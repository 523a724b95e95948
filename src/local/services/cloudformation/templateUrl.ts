import type { Kernel } from '../../kernel.ts';
import { Fault } from '../../server/fault.ts';
import type { Call } from '../../server/operation.ts';
import { readObject } from './resources/s3Object.ts';

/** The API's own limit for templates in S3. */
const largest = 1024 * 1024;

/**
 * The text of a template in a local bucket, by any of S3's addresses.
 * @throws Fault ValidationError
 */
export async function templateAtUrl(url: string, kernel: Kernel, call: Call): Promise<string> {
  const place = placeOf(url);
  if (!place) throw new Fault('ValidationError', 'TemplateURL must be a supported URL.');
  try {
    const caller = {
      call: <O>(service: string, operation: string, input: unknown) => kernel.call<O>(service, operation, input, call),
    };
    const bytes = await readObject(caller, place.bucket, place.key);
    if (bytes.length > largest) throw new Fault('ValidationError', `Template may not exceed ${largest} bytes in size.`);
    return Buffer.from(bytes).toString('utf8');
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'ValidationError' || error.status >= 500) throw error;
    throw new Fault('ValidationError', `S3 error: ${error.message} (${error.code})`);
  }
}

/** Bucket and key of `https://bucket.s3.region.amazonaws.com/key` and of path-style addresses. */
export function placeOf(url: string): { bucket: string; key: string } | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, pathname } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  const virtual =
    /^(.+)\.s3[.-](?:[a-z0-9-]+\.)*amazonaws\.com$/.exec(hostname) ?? /^(.+)\.s3\.localhost$/.exec(hostname);
  if (virtual) return { bucket: virtual[1]!, key: path };
  const slash = path.indexOf('/');
  if (slash <= 0 || slash === path.length - 1) return undefined;
  return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
}
