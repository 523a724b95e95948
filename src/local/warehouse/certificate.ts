/**
 * A certificate of the workspace's own for its warehouse: drivers of Redshift's speak TLS by default and check who signed
 * it. X.509 in DER, by hand as Node makes none: https://www.rfc-editor.org/rfc/rfc5280
 */
import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const tags = { integer: 2, bits: 3, octets: 4, oid: 6, utf8: 12, sequence: 48, set: 49, time: 24 };

const oids = {
  commonName: [2, 5, 4, 3],
  ecdsaWithSha256: [1, 2, 840, 10045, 4, 3, 2],
  subjectKey: [2, 5, 29, 14],
  keyUsage: [2, 5, 29, 15],
  alternativeNames: [2, 5, 29, 17],
  basicConstraints: [2, 5, 29, 19],
};

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const bytes = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255];
  return Buffer.concat([Buffer.from([tag, ...bytes]), content]);
}

function oid([first = 0, second = 0, ...rest]: readonly number[]): Buffer {
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 127];
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 127) | 128);
    bytes.push(...groups);
  }
  return der(tags.oid, Buffer.from(bytes));
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(tags.sequence, ...parts);
/** A positive number whose first byte says so by itself. */
function serial(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return der(tags.integer, bytes);
}
const time = (date: Date): Buffer => der(tags.time, Buffer.from(`${date.toISOString().replace(/[-:T]|\.\d+/g, '')}`));

function extension(id: readonly number[], critical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [Buffer.from([1, 1, 255])] : []), der(tags.octets, value));
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A key and a certificate that it signs itself, for 127.0.0.1 and localhost, good for ten years. */
export function makeCertificate(name: string, now: Date): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keyInfo = publicKey.export({ type: 'spki', format: 'der' });
  const algorithm = sequence(oid(oids.ecdsaWithSha256));
  const subject = sequence(der(tags.set, sequence(oid(oids.commonName), der(tags.utf8, Buffer.from(name)))));
  const until = new Date(now.getTime() + 10 * 365 * 86_400_000);
  const names = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])));
  const extensions = [
    extension(oids.basicConstraints, true, sequence(Buffer.from([1, 1, 255]))),
    // Signing of certificates and of handshakes.
    extension(oids.keyUsage, true, der(tags.bits, Buffer.from([2, 0x84]))),
    extension(oids.subjectKey, false, der(tags.octets, createHash('sha1').update(keyInfo).digest())),
    extension(oids.alternativeNames, false, names),
  ];
  const content = sequence(
    der(0xa0, der(tags.integer, Buffer.from([2]))),
    serial(),
    algorithm,
    subject,
    sequence(time(new Date(now.getTime() - 86_400_000)), time(until)),
    subject,
    keyInfo,
    der(0xa3, sequence(...extensions)),
  );
  const signature = der(tags.bits, Buffer.from([0]), sign('sha256', content, privateKey));
  const cert = sequence(content, algorithm, signature)
    .toString('base64')
    .replace(/(.{64})/g, '$1\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${cert.trimEnd()}\n-----END CERTIFICATE-----\n`,
  };
}
