import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readSignature, type SignedRequest, signingKey, verifySignature } from './sigV4.ts';

const credentials = { accessKeyId: 'STRATA', secretAccessKey: 'secret' };
const now = Date.parse('2026-01-01T12:00:00Z');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A request as any SDK signs it, at a time and with a key of its own. */
function signed(time = '20260101T120000Z', key = 'STRATA', secret = 'secret'): SignedRequest {
  const headers = { host: 'h', 'x-amz-date': time };
  const scope = { date: time.slice(0, 8), region: 'eu-west-1', service: 'sns' };
  const canonical = `POST\n/\n\nhost:h\nx-amz-date:${time}\n\nhost;x-amz-date\n${sha256('body')}`;
  const where = `${scope.date}/eu-west-1/sns/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${time}\n${where}\n${sha256(canonical)}`;
  const signature = createHmac('sha256', signingKey(secret, scope)).update(text).digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${key}/${where}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
  return { method: 'POST', target: '/', headers: { ...headers, authorization } };
}

const verify = (request: SignedRequest, protocol: 'http' | 'query' | 'json' | 'rest-json', body = 'body') =>
  verifySignature(request, readSignature(request), credentials, protocol, sha256(body), now);

describe('a signature', () => {
  it('that is right is taken', () => {
    expect(() => verify(signed(), 'query')).not.toThrow();
    expect(() => verify(signed('20260101T114600Z'), 'json')).not.toThrow();
  });

  it.each([
    ['http', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'RequestTimeTooSkewed'],
    ['query', 'InvalidClientTokenId', 'SignatureDoesNotMatch', 'SignatureDoesNotMatch'],
    ['json', 'UnrecognizedClientException', 'InvalidSignatureException', 'InvalidSignatureException'],
    ['rest-json', 'UnrecognizedClientException', 'InvalidSignatureException', 'InvalidSignatureException'],
  ] as const)('that is wrong is refused as services of %s do', (protocol, key, mismatch, time) => {
    const code = (request: SignedRequest, expected: string, body?: string) =>
      expect(() => verify(request, protocol, body)).toThrow(expect.objectContaining({ code: expected, status: 403 }));
    code(signed(undefined, 'OTHER'), key);
    code(signed(undefined, 'STRATA', 'another'), mismatch);
    code(signed(), mismatch, 'altered');
    code(signed('20260101T114459Z'), time);
    code(signed('20260101T121501Z'), time);
  });

  it('that is too old or too new is told by how much', () => {
    expect(() => verify(signed('20260101T110000Z'), 'json')).toThrow(
      'Signature expired: 20260101T110000Z is now earlier than 20260101T114500Z (20260101T120000Z - 15 min.)',
    );
    expect(() => verify(signed('20260101T130000Z'), 'query')).toThrow(
      'Signature not yet current: 20260101T130000Z is still later than 20260101T121500Z (20260101T120000Z + 15 min.)',
    );
  });

  it('that is missing is refused', () => {
    const code = (headers: SignedRequest['headers'], expected: string) =>
      expect(() => readSignature({ method: 'GET', target: '/b/k', headers })).toThrow(
        expect.objectContaining({ code: expected, status: 403 }),
      );
    code({}, 'AccessDenied');
    code({ 'x-amz-target': 'AWSGlue.GetTables' }, 'MissingAuthenticationToken');
    code({ 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }, 'MissingAuthenticationToken');
  });
});
