import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isPresignedV2, verifyPresignedV2 } from './sigV2.ts';
import type { SignedRequest } from './sigV4.ts';

// The key pair of the examples in AWS documentation.
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const before = 1_175_139_000_000;

function signed(method: string, text: string, target: string, headers: SignedRequest['headers'] = {}): SignedRequest {
  const signature = createHmac('sha1', credentials.secretAccessKey).update(text).digest('base64');
  const separator = target.includes('?') ? '&' : '?';
  const query = `AWSAccessKeyId=${credentials.accessKeyId}&Signature=${encodeURIComponent(signature)}&Expires=1175139620`;
  return { method, target: `${target}${separator}${query}`, headers: { host: '127.0.0.1:1', ...headers } };
}

const verify =
  (request: SignedRequest, now = before) =>
  () =>
    verifyPresignedV2(request, credentials, now);

describe('verifyPresignedV2', () => {
  it('takes what is signed, with sub-resources, overrides and headers', () => {
    const request = signed(
      'GET',
      'GET\n\n\n1175139620\n/lake/a%20b?response-content-type=x/y',
      '/lake/a%20b?response-content-type=x%2Fy&other=1',
    );
    expect(isPresignedV2(request)).toBe(true);
    expect(verify(request)).not.toThrow();
    const text = 'PUT\n\ntext/plain\n1175139620\nx-amz-acl:private\nx-amz-meta-a:1\n/lake/k';
    const target = '/lake/k?x-amz-meta-a=1';
    expect(verify(signed('PUT', text, target, { 'content-type': 'text/plain', 'x-amz-acl': 'private' }))).not.toThrow();
    expect(verify(signed('GET', 'GET\n\n\n1175139620\n/lake/k', '/k', { host: 'lake.localhost:1' }))).not.toThrow();
  });

  it.each([
    ['another key', (request: SignedRequest) => ({ ...request, target: request.target.replace('/k', '/other') })],
    ['another method', (request: SignedRequest) => ({ ...request, method: 'DELETE' })],
    [
      'a sub-resource that was not signed',
      (request: SignedRequest) => ({ ...request, target: `${request.target}&acl` }),
    ],
    [
      'another type',
      (request: SignedRequest) => ({ ...request, headers: { ...request.headers, 'content-type': 'x/y' } }),
    ],
  ])('refuses %s', (_, change) => {
    const request = signed('GET', 'GET\n\n\n1175139620\n/lake/k', '/lake/k');
    expect(verify(request)).not.toThrow();
    expect(verify(change(request))).toThrow(expect.objectContaining({ code: 'SignatureDoesNotMatch', status: 403 }));
  });

  it('refuses strangers and late comers', () => {
    const request = signed('GET', 'GET\n\n\n1175139620\n/lake/k', '/lake/k');
    expect(verify(request, before + 3_600_000)).toThrow(expect.objectContaining({ code: 'AccessDenied' }));
    expect(verify({ ...request, target: request.target.replace('EXAMPLE', 'OTHER') })).toThrow(
      expect.objectContaining({ code: 'InvalidAccessKeyId' }),
    );
    expect(verify({ ...request, target: request.target.replace(/Expires=\d+/, 'Expires=soon') })).toThrow(
      expect.objectContaining({ code: 'AccessDenied' }),
    );
  });
});
