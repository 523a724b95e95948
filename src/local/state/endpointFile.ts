/**
 * The file by which tools find a workspace's endpoint, and its keys. The keys are made once per workspace, so that a
 * terminal with the exports of `strata env` goes on working after a restart.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { EndpointFile } from '../../core/endpointFile.ts';
import { readSealed, sealOf } from '../../runtimes/endpointSeal.ts';
import type { StateFolder } from './stateFolder.ts';
import { writeFileAtomically } from './writeFileAtomically.ts';

/** @throws when there is none, it is damaged, or it came along with a repository */
export function readEndpointFile(folder: Pick<StateFolder, 'endpointFile'>): EndpointFile {
  return readSealed(readFileSync(folder.endpointFile, 'utf8'));
}

/**
 * The file as it was, or a new one with fresh keys and this workspace's own port.
 * @throws SecretError when this user's secret cannot be kept
 */
export function loadOrCreateEndpointFile(folder: StateFolder): EndpointFile {
  if (existsSync(folder.endpointFile)) {
    try {
      return readEndpointFile(folder);
    } catch {
      // A damaged or foreign file costs its keys, not the state: new ones are made below.
    }
  }
  const keys = {
    accessKeyId: `STRATA${randomBytes(7).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
  return {
    url: '',
    port: portOfWorkspace(folder.root),
    pid: 0,
    accountId: '000000000000',
    region: 'us-east-1',
    ...keys,
    seal: sealOf(keys),
  };
}

export function saveEndpointFile(folder: StateFolder, content: EndpointFile): void {
  writeFileAtomically(folder.endpointFile, `${JSON.stringify(content, undefined, 2)}\n`, 0o600);
}

/** The same port for the same folder, in the range that IANA leaves unassigned by default and no OS hands out. */
function portOfWorkspace(root: string): number {
  let hash = 0;
  for (const char of path.resolve(root)) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return 23_000 + (hash % 5_000);
}
