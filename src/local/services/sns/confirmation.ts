import type { Kernel } from '../../kernel.ts';
import { readTopicArn } from './entities.ts';

const validSeconds = 3 * 86_400;

/**
 * The URL that an http subscriber visits to confirm. AWS's needs no signature; this endpoint answers nobody without
 * one, so that it is presigned, for the three days that a token is good.
 */
export async function confirmationUrl(kernel: Kernel, topicArn: string, token: string): Promise<string> {
  const [{ SignatureV4 }, { createHash, createHmac }] = await Promise.all([
    import('@smithy/signature-v4'),
    import('node:crypto'),
  ]);
  const { region } = readTopicArn(topicArn);
  const environment = kernel.childEnvironment(region);
  const url = new URL(environment.AWS_ENDPOINT_URL ?? '');
  const signer = new SignatureV4({
    service: 'sns',
    region,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
    sha256: class {
      readonly #hash;
      constructor(secret?: unknown) {
        this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array);
      }
      update(data: Uint8Array | string) {
        this.#hash.update(data);
      }
      async digest() {
        return new Uint8Array(this.#hash.digest());
      }
      reset() {}
    },
  });
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: url.protocol,
      hostname: url.hostname,
      port: Number(url.port),
      path: '/',
      query: { Action: 'ConfirmSubscription', TopicArn: topicArn, Token: token },
      headers: { host: url.host },
    },
    { expiresIn: validSeconds },
  );
  const query = Object.entries(signed.query ?? {}).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  return `${url.origin}/?${query.join('&')}`;
}
