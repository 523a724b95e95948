import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ChunkSigning, decodeAwsChunked } from './awsChunked.ts';

const signing: ChunkSigning = {
  key: Buffer.from('key'),
  timestamp: '20260131T120000Z',
  scope: '20260131/us-east-1/s3/aws4_request',
  seed: 'ab'.repeat(32),
};

const sha = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');

function signed(chunks: readonly string[]): Buffer {
  let previous = signing.seed;
  const parts = [...chunks, ''].map((chunk) => {
    const text = ['AWS4-HMAC-SHA256-PAYLOAD', signing.timestamp, signing.scope, previous, sha(''), sha(chunk)].join(
      '\n',
    );
    previous = createHmac('sha256', signing.key).update(text).digest('hex');
    const end = chunk === '' ? '' : `${chunk}\r\n`;
    return `${Buffer.byteLength(chunk).toString(16)};chunk-signature=${previous}\r\n${end}`;
  });
  return Buffer.from(`${parts.join('')}\r\n`);
}

async function* inPieces(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

async function decode(body: Buffer, size: number, verify?: ChunkSigning) {
  const trailers = new Map<string, string>();
  const pieces = await Array.fromAsync(decodeAwsChunked(inPieces(body, size), trailers, verify));
  return { text: Buffer.concat(pieces).toString(), trailers };
}

describe('decodeAwsChunked', () => {
  const trailed = Buffer.from('5\r\nhello\r\n7\r\n, world\r\n0\r\nx-amz-checksum-crc32:/3bk1A==\r\n\r\n');

  it('joins chunks and reads trailers, however the bytes are cut', async () => {
    for (let size = 1; size <= trailed.length; size++) {
      const { text, trailers } = await decode(trailed, size);
      expect(text).toBe('hello, world');
      expect(trailers.get('x-amz-checksum-crc32')).toBe('/3bk1A==');
    }
  });

  it('takes chunks whose signatures continue each other', async () => {
    expect((await decode(signed(['one', 'two']), 7, signing)).text).toBe('onetwo');
  });

  it.each([
    ['a changed byte', Buffer.from(signed(['one', 'two']).toString().replace('two', 'twO'))],
    ['chunks in another order', Buffer.concat([signed(['two']).subarray(0, 90), signed(['one'])])],
    ['no signature', Buffer.from('3\r\none\r\n0\r\n\r\n')],
  ])('refuses %s', async (_, body) => {
    await expect(decode(body, 64, signing)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch', status: 403 });
  });

  it.each([
    ['ends in a chunk', trailed.subarray(0, 8), 'IncompleteBody'],
    ['has no last chunk', Buffer.from('5\r\nhello\r\n'), 'IncompleteBody'],
    ['has a size that is no number', Buffer.from('xyz\r\nhello\r\n'), 'InvalidChunkSizeError'],
    ['has more bytes than its size', Buffer.from('3\r\nhello\r\n0\r\n\r\n'), 'IncompleteBody'],
  ])('refuses a body that %s', async (_, body, code) => {
    await expect(decode(body, 64)).rejects.toMatchObject({ code });
  });
});
