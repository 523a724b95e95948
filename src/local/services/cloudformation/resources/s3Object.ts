/** Reads an object whole, in whichever shape its body comes. */
import { Fault } from '../../../server/fault.ts';

/** Templates, definitions and code; more than Lambda's own limit for a package is a mistake. */
const largest = 262_144_000;

interface Caller {
  call<O>(service: string, operation: string, input: unknown): Promise<O>;
}

/** @throws Fault as S3 words it */
export async function readObject(caller: Caller, bucket: string, key: string, version?: string): Promise<Uint8Array> {
  const { Body } = await caller.call<{ Body?: unknown }>('s3', 'GetObject', {
    Bucket: bucket,
    Key: key,
    ...(version === undefined ? {} : { VersionId: version }),
  });
  if (Body instanceof Uint8Array) return Body;
  if (typeof Body === 'string') return Buffer.from(Body);
  if (!isStream(Body)) throw new Fault('InternalFailure', `The body of s3://${bucket}/${key} cannot be read.`, 500);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of Body) {
    size += chunk.length;
    if (size > largest) throw new Fault('InvalidRequest', `s3://${bucket}/${key} is larger than ${largest} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
