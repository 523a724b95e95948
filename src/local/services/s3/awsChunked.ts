/**
 * The `aws-chunked` encoding of request bodies, signed chunk by chunk or not, with trailing headers or without:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html and sigv4-streaming-trailers.html.
 */
import { createHash, createHmac, type Hash, timingSafeEqual } from 'node:crypto';
import { Fault } from '../../server/fault.ts';

/** What the signatures of chunks are made with. */
export interface ChunkSigning {
  readonly key: Buffer;
  /** `20260131T120000Z`. */
  readonly timestamp: string;
  /** `20260131/us-east-1/s3/aws4_request`. */
  readonly scope: string;
  /** The signature of the request's headers, which the first chunk's one continues. */
  readonly seed: string;
}

const longestLine = 16_384;
const emptyHash = createHash('sha256').digest('hex');

/**
 * The bytes that an encoded body carries. Every chunk's signature is checked at its end, so that the caller must throw
 * away what it got when this throws.
 * @param trailers filled with the trailing headers, names in lower case
 * @throws Fault IncompleteBody, InvalidChunkSizeError, SignatureDoesNotMatch
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
  signing?: ChunkSigning,
): AsyncGenerator<Buffer> {
  const reader = new Reader(source);
  let previous = signing?.seed ?? '';
  for (;;) {
    const [size = '', ...extensions] = (await reader.line()).split(';');
    if (!/^[0-9a-fA-F]{1,12}$/.test(size.trim())) {
      throw new Fault('InvalidChunkSizeError', 'The chunk size is not a hexadecimal number.');
    }
    const length = Number.parseInt(size, 16);
    const hash = signing && createHash('sha256');
    yield* reader.take(length, hash);
    if (signing && hash) {
      const given = extensions.map((each) => each.trim()).find((each) => each.startsWith('chunk-signature='));
      const toSign = [
        'AWS4-HMAC-SHA256-PAYLOAD',
        signing.timestamp,
        signing.scope,
        previous,
        emptyHash,
        hash.digest('hex'),
      ];
      previous = check(signing, toSign, given?.slice('chunk-signature='.length));
    }
    if (length === 0) break;
    if ((await reader.line()) !== '') throw incompleteBody();
  }
  await readTrailers(reader, trailers, signing, previous);
}

async function readTrailers(
  reader: Reader,
  trailers: Map<string, string>,
  signing: ChunkSigning | undefined,
  previous: string,
): Promise<void> {
  let canonical = '';
  for (let line = await reader.lineOrEnd(); line; line = await reader.lineOrEnd()) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).trim().toLowerCase();
    const value = line.slice(at + 1).trim();
    trailers.set(name, value);
    if (name !== 'x-amz-trailer-signature') canonical += `${name}:${value}\n`;
  }
  const given = trailers.get('x-amz-trailer-signature');
  if (!signing || canonical === '') return;
  const hash = createHash('sha256').update(canonical).digest('hex');
  check(signing, ['AWS4-HMAC-SHA256-TRAILER', signing.timestamp, signing.scope, previous, hash], given);
}

function check(signing: ChunkSigning, toSign: readonly string[], given: string | undefined): string {
  const expected = createHmac('sha256', signing.key).update(toSign.join('\n')).digest('hex');
  const bytes = Buffer.from(given ?? '', 'utf8');
  if (bytes.length !== expected.length || !timingSafeEqual(bytes, Buffer.from(expected, 'utf8'))) {
    throw new Fault(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    );
  }
  return expected;
}

export function incompleteBody(): Fault {
  return new Fault(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}

/** Lines and stretches of bytes out of a stream of buffers. */
class Reader {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async line(): Promise<string> {
    const line = await this.lineOrEnd();
    if (line === undefined) throw incompleteBody();
    return line;
  }

  /** Undefined at the end of the body. */
  async lineOrEnd(): Promise<string | undefined> {
    for (;;) {
      const at = this.#rest.indexOf('\r\n');
      if (at >= 0) {
        const line = this.#rest.toString('latin1', 0, at);
        this.#rest = this.#rest.subarray(at + 2);
        return line;
      }
      if (this.#rest.length > longestLine) throw incompleteBody();
      const next = await this.#source.next();
      if (next.done) {
        if (this.#rest.length > 0) throw incompleteBody();
        return undefined;
      }
      this.#rest = Buffer.concat([this.#rest, next.value]);
    }
  }

  async *take(length: number, hash: Hash | undefined): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (this.#rest.length === 0) {
        const next = await this.#source.next();
        if (next.done) throw incompleteBody();
        this.#rest = next.value;
      }
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      hash?.update(piece);
      yield piece;
    }
  }
}
