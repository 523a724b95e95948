import { expect, test } from 'vitest';
import { resolveReferences } from './dynamicReferences.ts';

const secrets: Readonly<Record<string, string>> = {
  'shop/source': '{"username": "keeper", "port": 5432}',
  'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/source-AbCdEf': '{"username": "by arn"}',
  token: 'plain',
};
const read = async ({ SecretId, VersionStage }: { SecretId: string; VersionStage?: string }) =>
  (secrets[SecretId] ?? 'none') + (VersionStage ?? '');

test.each([
  ['{{resolve:secretsmanager:shop/source:SecretString:username}}', 'keeper'],
  [
    'u={{resolve:secretsmanager:shop/source:SecretString:username}} p={{resolve:secretsmanager:shop/source:SecretString:port}}',
    'u=keeper p=5432',
  ],
  [
    '{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/source-AbCdEf:SecretString:username}}',
    'by arn',
  ],
  ['{{resolve:secretsmanager:token}}', 'plain'],
  ['{{resolve:secretsmanager:token:SecretString}}', 'plain'],
  ['{{resolve:secretsmanager:token:SecretString::AWSPREVIOUS}}', 'plainAWSPREVIOUS'],
  ['no reference', 'no reference'],
])('%s', async (text, expected) => {
  expect(await resolveReferences({ a: [text, 1], b: null }, read)).toEqual({ a: [expected, 1], b: null });
});

test('bytes go through as they are', async () => {
  const bytes = new Uint8Array([1, 2]);
  expect(await resolveReferences({ bytes }, read)).toEqual({ bytes });
});

test.each([
  ['{{resolve:ssm:/shop/port}}', 'resolves secretsmanager references only'],
  ['{{resolve:secretsmanager:token:SecretString:username}}', 'JSONKey in SecretString: username'],
])('%s is refused', async (text, message) => {
  await expect(resolveReferences(text, read)).rejects.toThrow(message);
});
