import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import type { StateFolder } from '../state/stateFolder.ts';
import { writeFileAtomically } from '../state/writeFileAtomically.ts';
import { type Certificate, makeCertificate } from './certificate.ts';

/** The key and the certificate of the workspace's port, made with the first endpoint and kept. */
export function certificateFiles({ root }: Pick<StateFolder, 'root'>): Certificate {
  const folder = path.join(root, 'warehouse');
  const file = path.join(folder, 'port.pem');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const made = makeCertificate('Strata local warehouse', new Date());
    // What clients trust comes first: whoever finds the key finds that, too.
    writeFileAtomically(bundleFile(root), `${[made.cert, ...rootCertificates].join('\n')}\n`, 0o600);
    writeFileAtomically(file, made.key + made.cert, 0o600);
  }
  const text = readFileSync(file, 'utf8');
  const at = text.indexOf('-----BEGIN CERTIFICATE-----');
  return { key: text.slice(0, at), cert: text.slice(at) };
}

/** The certificates that a client of the port may trust: the port's own, and those that Node trusts for all else. */
export function bundleFile(root: string): string {
  return path.join(root, 'warehouse', 'ca-bundle.pem');
}
