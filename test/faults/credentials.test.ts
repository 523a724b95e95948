/** What a user is told whose AWS credentials, region or network are not right: what it is, and what to do about it. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { GetDatabasesCommand, GlueClient } from '@aws-sdk/client-glue';
import { HeadObjectCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { AwsClients } from '../../src/platform/connections/awsClients.ts';
import { awsConnection, type ConnectionChoices, listProfiles } from '../../src/platform/connections/profiles.ts';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type AwsFault, type Fate, faultyServer } from '../support/faultyServer.ts';
import { type StrataCli, strataCli } from '../support/strataCli.ts';

let strata: StrataCli;
let endpoint: TestEndpoint;
beforeAll(async () => {
  strata = strataCli();
  endpoint = await startTestEndpoint();
});
afterAll(async () => {
  await endpoint?.[Symbol.asyncDispose]();
  await strata?.[Symbol.asyncDispose]();
});

/** The user's AWS files, and a machine that gives no credentials of its own. */
beforeEach(() => {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  strata.env.HOME = strata.env.USERPROFILE = strata.root;
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_EC2_METADATA_DISABLED', 'HOME']) {
    vi.stubEnv(name, strata.env[name]);
  }
  vi.stubEnv('USERPROFILE', strata.root);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

function configure(text: string): void {
  writeFileSync(strata.env.AWS_CONFIG_FILE!, text);
}

const keys = 'aws_access_key_id = AKIA\naws_secret_access_key = secret\n';

async function clientsOf(profile: string | undefined, choices: ConnectionChoices = {}): Promise<AwsClients> {
  const found = profile === undefined ? undefined : (await listProfiles()).find(({ name }) => name === profile);
  const known = found ?? (profile === undefined ? undefined : { name: profile, region: 'us-east-1' });
  const connection = awsConnection(known && { source: 'other', endpoint: undefined, ...known }, choices);
  const clients = new AwsClients(connection, 'read', () => {}, { toConnect: 2000, toAnswer: 500 });
  onTestFinished(() => clients[Symbol.dispose]());
  return clients;
}

const calls = {
  s3: async (clients: AwsClients) => (await clients.client(S3Client)).send(new ListBucketsCommand({})),
  head: async (clients: AwsClients) =>
    (await clients.client(S3Client)).send(new HeadObjectCommand({ Bucket: 'b', Key: 'k' })),
  glue: async (clients: AwsClients) => (await clients.client(GlueClient)).send(new GetDatabasesCommand({})),
  sts: async (clients: AwsClients) => (await clients.client(STSClient)).send(new GetCallerIdentityCommand({})),
};

describe('a profile without credentials', () => {
  const sso = 'region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = Reader\n';
  const start = 'sso_start_url = https://corp.example/start\nsso_region = us-east-1\n';

  beforeEach(() => {
    configure(`
[profile sso]
sso_session = corp
${sso}
[sso-session corp]
${start}
[profile expired]
sso_session = old
${sso}
[sso-session old]
${start}
[profile legacy]
${start}${sso}
[profile through-sso]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = legacy
[profile through-two]
role_arn = arn:aws:iam::111122223333:role/y
source_profile = through-sso
[profile through-session]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = sso
[profile login]
login_session = arn:aws:iam::111122223333:user/me
[profile mfa]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = keys
mfa_serial = arn:aws:iam::111122223333:mfa/me
[profile keys]
${keys}
[profile rootless]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = gone
[profile process]
credential_process = sh -c 'echo your ticket has expired >&2; exit 3'
[profile empty]
region = us-east-1
`);
    const cache = path.join(strata.root, '.aws/sso/cache');
    mkdirSync(cache, { recursive: true });
    const token = { accessToken: 'x', expiresAt: '2020-01-01T00:00:00Z', region: 'us-east-1' };
    writeFileSync(path.join(cache, `${createHash('sha1').update('old').digest('hex')}.json`), JSON.stringify(token));
  });

  test.each([
    ['sso', 'credentials-expired', 'The profile sso is not signed in.', 'aws sso login --profile sso'],
    ['expired', 'credentials-expired', 'The profile expired is not signed in.', 'aws sso login --profile expired'],
    ['legacy', 'credentials-expired', 'The profile legacy is not signed in.', 'aws sso login --profile legacy'],
    ['through-sso', 'credentials-expired', 'The profile legacy is not signed in.', 'aws sso login --profile legacy'],
    ['through-two', 'credentials-expired', 'The profile legacy is not signed in.', 'aws sso login --profile legacy'],
    ['through-session', 'credentials-expired', 'The profile sso is not signed in.', 'aws sso login --profile sso'],
    ['login', 'credentials-expired', 'The profile login is not signed in.', 'aws login --profile login'],
    ['mfa', 'credentials-missing', /multi-factor/, 'Choose a profile'],
    ['rootless', 'credentials-missing', /\[gone\]/, 'Set the profile rootless up with aws configure'],
    ['process', 'credentials-missing', /your ticket has expired/, 'profile process'],
    ['empty', 'credentials-missing', /\[empty\]/, 'profile empty'],
    ['deleted', 'credentials-missing', /\[deleted\]/, 'profile deleted'],
    [undefined, 'credentials-missing', /credentials/, 'Choose another connection'],
  ])('%s', async (profile, code, message, hint) => {
    await expect(calls.s3(await clientsOf(profile))).rejects.toMatchObject({
      name: 'AppError',
      code,
      message: typeof message === 'string' ? message : expect.stringMatching(message),
      hint: expect.stringContaining(hint),
    });
  });

  test('is said so by the command line', async () => {
    const { code, stdout, stderr } = await strata.run('--profile', 'sso', 'ls');
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe('The profile sso is not signed in.\nSign in: aws sso login --profile sso\n');
  });
});

describe('credentials that AWS does not take', () => {
  const expired = 'Renew the credentials of the profile mine';
  const wrong = 'Check the profile mine in ~/.aws/credentials';
  const clock = 'Set the clock of this computer right';
  test.each<[keyof typeof calls, number, string, string, string, string]>([
    ['glue', 400, 'ExpiredTokenException', 'The security token is expired', 'credentials-expired', expired],
    ['s3', 400, 'ExpiredToken', 'The provided token has expired.', 'credentials-expired', expired],
    ['sts', 403, 'InvalidClientTokenId', 'The security token is invalid.', 'access-denied', wrong],
    ['glue', 400, 'UnrecognizedClientException', 'The security token is invalid.', 'access-denied', wrong],
    ['s3', 403, 'InvalidAccessKeyId', 'The key does not exist in our records.', 'access-denied', wrong],
    ['s3', 403, 'RequestTimeTooSkewed', 'The difference is too large.', 'failed', clock],
    ['glue', 403, 'InvalidSignatureException', 'Signature expired: 1 is earlier than 2', 'failed', clock],
    ['glue', 400, 'AccessDeniedException', 'User: me is not authorized to perform: x', 'access-denied', 'permission'],
    ['s3', 403, 'AccessDenied', 'Access Denied', 'access-denied', 'permission'],
    // A HEAD answer has no body: there is only its status.
    ['head', 403, '', 'Forbidden', 'access-denied', 'permission'],
  ])('%s %d %s', async (call, status, code, message, kind, hint) => {
    await using server = await faultyServer(() => ({ status, code, message }));
    configure(`[profile mine]\nregion = us-east-1\nendpoint_url = ${server.url}\n${keys}`);
    await expect(calls[call](await clientsOf('mine'))).rejects.toMatchObject({
      name: 'AppError',
      code: kind,
      message,
      hint: expect.stringContaining(hint),
    });
  });

  test('a wrong secret, an unknown key: as the endpoint itself refuses them', async () => {
    const { url, accessKeyId } = endpoint.file;
    for (const [id, name] of [
      [accessKeyId, /Signature/],
      ['AKIAUNKNOWN', /InvalidAccessKeyId|InvalidClientTokenId|UnrecognizedClient/],
    ] as const) {
      const profile = `[profile mine]\nendpoint_url = ${url}\naws_access_key_id = ${id}\naws_secret_access_key = no\n`;
      configure(profile);
      for (const call of [calls.s3, calls.glue, calls.sts]) {
        await expect(call(await clientsOf('mine', { region: 'us-east-1' }))).rejects.toMatchObject({
          code: 'access-denied',
          hint: expect.stringContaining(wrong),
          cause: { name: expect.stringMatching(name) },
        });
      }
    }
  });
});

describe('a region', () => {
  test('that nothing names is told', async () => {
    configure(`[profile mine]\nendpoint_url = ${endpoint.file.url}\n${keys}`);
    const { stderr } = await strata.run('--profile', 'mine', 'ls');
    expect(stderr).toContain('The profile mine names no region, so it is us-east-1. Another: --region.');
    expect((await strata.run('--profile', 'mine', '--region', 'eu-west-1', 'ls')).stderr).not.toContain(
      'names no region',
    );
  });

  test('that is not the one of a bucket is no hindrance', async () => {
    const redirect: AwsFault = {
      ...{ status: 301, code: 'PermanentRedirect', message: 'The bucket must be addressed using the endpoint.' },
      headers: { 'x-amz-bucket-region': 'eu-west-1' },
    };
    await using server = await faultyServer((_, index) => (index === 0 ? redirect : undefined), endpoint.file.url);
    const { accessKeyId, secretAccessKey } = endpoint.file;
    configure(
      `[profile mine]\nendpoint_url = ${server.url}\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    const s3 = await (await clientsOf('mine', { region: 'us-east-1' })).client(S3Client);
    // The endpoint serves all regions, and knows no such bucket in this one: its own answer, not the redirect.
    await expect(s3.send(new ListObjectsV2Command({ Bucket: 'far' }))).rejects.toMatchObject({ code: 'not-found' });
    expect(server.asked.map(({ region }) => region)).toEqual(['us-east-1', 'eu-west-1']);
  });
});

describe('a network', () => {
  async function failing(endpointUrl: string) {
    configure(`[profile mine]\nregion = us-east-1\nendpoint_url = ${endpointUrl}\n${keys}`);
    return clientsOf('mine');
  }

  test('where nobody answers', async () => {
    await using server = await faultyServer(() => undefined);
    const { url } = server;
    await server[Symbol.asyncDispose]();
    await expect(calls.s3(await failing(url))).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining(`ECONNREFUSED ${url.slice('http://'.length)}`),
      hint: expect.stringContaining('Check your network, proxy and region'),
    });
  });

  test('that does not know the name', async () => {
    await expect(calls.glue(await failing('https://glue.nowhere.invalid'))).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('glue.nowhere.invalid'),
      hint: expect.stringContaining('Check your network, proxy and region'),
    });
  });

  test('where the answer does not come, which a cancellation ends at once', async () => {
    await using server = await faultyServer((): Fate => 'silence');
    await expect(calls.glue(await failing(server.url))).rejects.toMatchObject({
      code: 'timeout',
      message: `${server.url} does not answer.`,
      hint: expect.stringContaining('try again'),
    });
    expect(server.asked).toHaveLength(2);

    const patient = new AwsClients(awsConnection({ ...(await listProfiles())[0]! }), 'read', () => {});
    onTestFinished(() => patient[Symbol.dispose]());
    const glue = await patient.client(GlueClient);
    const abort = new AbortController();
    const asking = glue.send(new GetDatabasesCommand({}), { abortSignal: abort.signal });
    await vi.waitFor(() => expect(server.asked).toHaveLength(3));
    abort.abort();
    await expect(asking).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('that answers itself, as a proxy or the page of a hotel', async () => {
    const page = createServer((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><html><body>Log in<br></html>');
    });
    await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      page.close();
      page.closeAllConnections();
    });
    const url = `http://127.0.0.1:${(page.address() as AddressInfo).port}`;
    for (const call of [calls.s3, calls.glue, calls.sts]) {
      await expect(call(await failing(url))).rejects.toMatchObject({
        code: 'unreachable',
        message: `What answers at ${url} is not AWS.`,
        hint: expect.stringContaining('proxy'),
      });
    }
  });
});
