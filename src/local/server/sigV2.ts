/**
 * URLs presigned with Signature Version 2, which boto3 and the aws CLI still make for S3 wherever no other version is
 * asked for: https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html. No other use of it is accepted.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Fault } from './fault.ts';
import type { Credentials, SignedRequest } from './sigV4.ts';

/** Query parameters that name a sub-resource or override a header: they are signed, others are not. */
const signedParameters = new Set([
  ...['accelerate', 'acl', 'analytics', 'cors', 'delete', 'inventory', 'lifecycle', 'location', 'logging', 'metrics'],
  ...['notification', 'object-lock', 'partNumber', 'policy', 'replication', 'requestPayment', 'restore', 'select'],
  ...['select-type', 'storageClass', 'tagging', 'torrent', 'uploadId', 'uploads', 'versionId', 'versioning'],
  ...['versions', 'website', 'response-cache-control', 'response-content-disposition', 'response-content-encoding'],
  ...['response-content-language', 'response-content-type', 'response-expires', 'defaultObjectAcl'],
]);

/** Whether the request carries such a signature; it is then one for S3. */
export function isPresignedV2(request: SignedRequest): boolean {
  const query = queryOf(request);
  return request.headers.authorization === undefined && query.has('AWSAccessKeyId') && query.has('Signature');
}

/** @throws Fault as S3 words it when key, time or signature is wrong */
export function verifyPresignedV2(request: SignedRequest, credentials: Credentials, now: number): void {
  const query = queryOf(request);
  if (query.get('AWSAccessKeyId') !== credentials.accessKeyId) {
    throw new Fault('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403);
  }
  const expires = Number(query.get('Expires') ?? Number.NaN);
  if (!(now <= expires * 1000)) throw new Fault('AccessDenied', 'Request has expired', 403);
  const expected = createHmac('sha1', credentials.secretAccessKey).update(textToSign(request, query)).digest();
  const given = Buffer.from(query.get('Signature') ?? '', 'base64');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Fault(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    );
  }
}

function textToSign(request: SignedRequest, query: URLSearchParams): string {
  const header = (name: string) => {
    const value = request.headers[name];
    return (Array.isArray(value) ? value.join(',') : value) ?? query.get(name) ?? '';
  };
  const names = [...Object.keys(request.headers), ...query.keys()].filter((name) => name.startsWith('x-amz-'));
  const custom = [...new Set(names)].sort().map((name) => `${name}:${header(name).trim()}\n`);
  const standard = [header('content-md5'), header('content-type'), query.get('Expires') ?? ''];
  return `${[request.method, ...standard].join('\n')}\n${custom.join('')}${resourceOf(request, query)}`;
}

function resourceOf(request: SignedRequest, query: URLSearchParams): string {
  const [path = '/', rawQuery = ''] = request.target.split('?');
  const signed = rawQuery
    .split('&')
    .map((pair) => pair.split('='))
    .filter(([name = '']) => signedParameters.has(name))
    .sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name = '', ...value]) => (value.length === 0 ? name : `${name}=${query.get(name) ?? ''}`));
  return bucketPath(request) + path + (signed.length === 0 ? '' : `?${signed.join('&')}`);
}

/** The bucket belongs to the path that is signed also where the host names it. */
function bucketPath(request: SignedRequest): string {
  const match = /^(.+?)(?:\.s3)?\.localhost(?::\d+)?$/.exec((request.headers.host ?? '').toLowerCase());
  return match?.[1] && match[1] !== 's3' ? `/${match[1]}` : '';
}

function queryOf(request: SignedRequest): URLSearchParams {
  return new URLSearchParams(request.target.split('?')[1] ?? '');
}
