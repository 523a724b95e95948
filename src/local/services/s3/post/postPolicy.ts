/** Who may upload what with a form: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import { type Credentials, signingKey } from '../../../server/sigV4.ts';

export interface SizeLimits {
  readonly least: number;
  readonly most: number;
}

const policySchema = z.object({
  expiration: z.string(),
  conditions: z.array(
    z.union([
      z.tuple([z.literal('content-length-range'), z.coerce.number(), z.coerce.number()]),
      z.tuple([z.enum(['eq', 'starts-with']), z.string().startsWith('$'), z.string()]),
      z.record(z.string(), z.coerce.string()),
    ]),
  ),
});

type Condition = z.infer<typeof policySchema>['conditions'][number];

/** Fields that no policy has to name. */
const free = new Set(['policy', 'x-amz-signature', 'signature', 'awsaccesskeyid', 'bucket']);

/**
 * Checks signature, time and conditions, and tells how large the file may be.
 * @param fields by lower-case name
 * @throws Fault as S3 words it
 */
export function checkPolicy(
  fields: ReadonlyMap<string, string>,
  bucket: string,
  credentials: Credentials,
  now: number,
): SizeLimits {
  const encoded = fields.get('policy');
  if (encoded === undefined) throw new Fault('AccessDenied', 'Access Denied', 403);
  checkSignature(encoded, fields, credentials);
  const policy = readPolicy(encoded);
  const expires = Date.parse(policy.expiration);
  if (!(now <= expires)) throw against('Policy expired.');
  const values = new Map([...fields, ['bucket', bucket]]);
  const named = new Set<string>();
  let limits: SizeLimits = { least: 0, most: Number.POSITIVE_INFINITY };
  for (const condition of policy.conditions) {
    if (Array.isArray(condition) && condition[0] === 'content-length-range') {
      limits = { least: condition[1], most: condition[2] };
      continue;
    }
    for (const [how, name, value] of comparisons(condition)) {
      named.add(name);
      const given = values.get(name) ?? '';
      if (how === 'eq' ? given !== value : !given.startsWith(value)) {
        throw against(`Policy Condition failed: ["${how}", "$${name}", "${value}"]`);
      }
    }
  }
  const extra = [...fields.keys()].filter((name) => !named.has(name) && !free.has(name) && !/^x-ignore-/.test(name));
  if (extra.length > 0) throw against(`Extra input fields: ${extra[0]}`);
  return limits;
}

function comparisons(condition: Condition): (readonly [string, string, string])[] {
  if (!Array.isArray(condition)) {
    return Object.entries(condition).map(([name, value]) => ['eq', name.toLowerCase(), value]);
  }
  return condition[0] === 'content-length-range'
    ? []
    : [[condition[0], condition[1].slice(1).toLowerCase(), condition[2]]];
}

function readPolicy(encoded: string): z.infer<typeof policySchema> {
  try {
    return policySchema.parse(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'Invalid JSON.' : 'Invalid Policy: it is not one of conditions.';
    throw new Fault('InvalidPolicyDocument', `Invalid Policy: ${why}`);
  }
}

/** Version 4, or version 2 as boto3 makes it wherever no other is asked for. */
function checkSignature(policy: string, fields: ReadonlyMap<string, string>, credentials: Credentials): void {
  const credential = fields.get('x-amz-credential');
  const [key, date = '', region = '', service = ''] =
    credential === undefined ? [fields.get('awsaccesskeyid')] : credential.split('/');
  if (key !== credentials.accessKeyId) {
    throw new Fault('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403);
  }
  const { secretAccessKey } = credentials;
  const expected =
    credential === undefined
      ? createHmac('sha1', secretAccessKey).update(policy).digest('base64')
      : createHmac('sha256', signingKey(secretAccessKey, { date, region, service })).update(policy).digest('hex');
  const given = Buffer.from(fields.get(credential === undefined ? 'signature' : 'x-amz-signature') ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, Buffer.from(expected))) {
    throw new Fault(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      403,
    );
  }
}

function against(what: string): Fault {
  return new Fault('AccessDenied', `Invalid according to Policy: ${what}`, 403);
}
