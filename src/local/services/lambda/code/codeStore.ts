/** Deployment packages, kept by their hash: the zip as it came, and what is in it as a folder. */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import { writeFileAtomically } from '../../../state/writeFileAtomically.ts';
import { sha256Base64, unzipInto } from './unzip.ts';

export interface CodeInput {
  readonly ZipFile?: string | Uint8Array | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
  readonly ImageUri?: string | undefined;
}

export interface StoredCode {
  /** SHA-256 of the zip, base64. */
  readonly sha256: string;
  readonly size: number;
}

const maxZipBytes = 50 * 1024 * 1024;

/** Keeps a package that was sent with the call or lies in S3. @throws Fault InvalidParameterValueException */
export async function storeCode(
  kernel: Kernel,
  code: CodeInput,
  caller: { readonly region: string; readonly signal: AbortSignal },
): Promise<StoredCode> {
  if (code.ImageUri !== undefined) {
    throw new Fault(
      'InvalidParameterValueException',
      'The local endpoint runs zip packages; it does not run container images.',
    );
  }
  const archive = await readArchive(kernel, code, caller);
  const sha256 = sha256Base64(archive);
  const folder = codeFolder(kernel, sha256);
  mkdirSync(path.dirname(folder), { recursive: true });
  if (!existsSync(folder)) unzipInto(archive, folder);
  if (!existsSync(zipFile(kernel, sha256))) writeFileAtomically(zipFile(kernel, sha256), archive);
  return { sha256, size: archive.byteLength };
}

async function readArchive(
  kernel: Kernel,
  code: CodeInput,
  caller: { readonly region: string; readonly signal: AbortSignal },
): Promise<Uint8Array> {
  if (code.ZipFile !== undefined) {
    const bytes = typeof code.ZipFile === 'string' ? Buffer.from(code.ZipFile, 'base64') : code.ZipFile;
    if (bytes.byteLength > maxZipBytes)
      throw new Fault(
        'RequestEntityTooLargeException',
        `Request must be smaller than ${maxZipBytes} bytes for the CreateFunction operation`,
        413,
      );
    return bytes;
  }
  if (code.S3Bucket === undefined || code.S3Key === undefined) {
    throw new Fault('InvalidParameterValueException', 'Please provide a source for function code.');
  }
  try {
    const { Body } = await kernel.call<{ Body?: unknown }>(
      's3',
      'GetObject',
      { Bucket: code.S3Bucket, Key: code.S3Key, ...(code.S3ObjectVersion ? { VersionId: code.S3ObjectVersion } : {}) },
      caller,
    );
    return await bytesOf(Body);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(
      'InvalidParameterValueException',
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    );
  }
}

async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  if (typeof body === 'string') return Buffer.from(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export function codeFolder(kernel: Kernel, sha256: string): string {
  return path.join(kernel.folder.root, 'lambda', 'code', Buffer.from(sha256, 'base64').toString('hex'));
}

function zipFile(kernel: Kernel, sha256: string): string {
  return `${codeFolder(kernel, sha256)}.zip`;
}

/** Where GetFunction says that the zip can be had. */
export function codeLocation(kernel: Kernel, sha256: string): string {
  return pathToFileURL(zipFile(kernel, sha256)).href;
}
