import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { signingKey } from '../../../server/sigV4.ts';
import { checkPolicy } from './postPolicy.ts';

const credentials = { accessKeyId: 'STRATA', secretAccessKey: 'secret' };
const now = Date.parse('2026-01-01T00:00:00Z');

function signed(conditions: unknown[], given: Record<string, string>, expiration = '2026-01-01T01:00:00Z') {
  const policy = Buffer.from(JSON.stringify({ expiration, conditions })).toString('base64');
  const scope = { date: '20260101', region: 'us-east-1', service: 's3' };
  const signature = createHmac('sha256', signingKey('secret', scope)).update(policy).digest('hex');
  return new Map(
    Object.entries({
      ...given,
      policy,
      'x-amz-credential': 'STRATA/20260101/us-east-1/s3/aws4_request',
      'x-amz-signature': signature,
    }),
  );
}

const check = (fields: ReadonlyMap<string, string>) => checkPolicy(fields, 'lake', credentials, now);
const credential = ['starts-with', '$x-amz-credential', 'STRATA/'];

test('a policy that holds gives the limits of the file', () => {
  const conditions = [{ bucket: 'lake' }, ['starts-with', '$key', 'in/'], ['content-length-range', 1, 10], credential];
  expect(check(signed(conditions, { key: 'in/a' }))).toEqual({ least: 1, most: 10 });
  expect(check(signed([['eq', '$Key', 'a'], credential], { key: 'a', 'x-ignore-me': 'x' })).least).toBe(0);
});

test.each([
  [signed([{ key: 'a' }, credential], { key: 'b' }), 'Policy Condition failed: ["eq", "$key", "a"]'],
  [signed([['starts-with', '$key', 'in/'], credential], { key: 'out/b' }), 'Policy Condition failed: ["starts-with"'],
  [signed([{ bucket: 'other' }, credential], {}), 'Policy Condition failed: ["eq", "$bucket", "other"]'],
  [signed([credential], { 'x-amz-meta-a': 'b' }), 'Extra input fields: x-amz-meta-a'],
  [signed([credential], {}, '2025-12-31T00:00:00Z'), 'Policy expired.'],
])('%# what the policy does not allow is refused', (fields, message) => {
  expect(() => check(fields)).toThrow(`Invalid according to Policy: ${message}`);
});

test('another key, policy or signature is refused', () => {
  const fields = signed([credential], {});
  const having = (name: string, value: string) => new Map([...fields, [name, value]]);
  const code = (given: ReadonlyMap<string, string>, expected: string) =>
    expect(() => check(given)).toThrow(expect.objectContaining({ code: expected }));
  code(having('x-amz-credential', 'OTHER/20260101/us-east-1/s3/aws4_request'), 'InvalidAccessKeyId');
  code(having('policy', `${fields.get('policy')}x`), 'SignatureDoesNotMatch');
  code(having('x-amz-signature', 'a'.repeat(64)), 'SignatureDoesNotMatch');
  code(new Map(), 'AccessDenied');
});
