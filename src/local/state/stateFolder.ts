import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The endpoint's folder (`.strata/` of a workspace) and what lies where in it. */
export interface StateFolder {
  readonly root: string;
  /** One folder a bucket; the objects are files a person can open. */
  readonly buckets: string;
  /** Messages that a mailbox would have received, a file each. */
  readonly outbox: string;
  /** What was published to topics, a file each. */
  readonly notifications: string;
  /** Scratch space of runs; may be emptied while the endpoint is down. */
  readonly work: string;
  /** Port, keys and process id, for the tools that look for the endpoint. Readable by the owner only. */
  readonly endpointFile: string;
  readonly databaseFile: string;
}

export function openStateFolder(root: string): StateFolder {
  const folder: StateFolder = {
    root,
    buckets: path.join(root, 'buckets'),
    outbox: path.join(root, 'outbox'),
    notifications: path.join(root, 'notifications'),
    work: path.join(root, 'work'),
    endpointFile: path.join(root, 'endpoint.json'),
    databaseFile: path.join(root, 'state.db'),
  };
  for (const each of [folder.root, folder.buckets, folder.outbox, folder.notifications, folder.work]) {
    mkdirSync(each, { recursive: true, mode: 0o700 });
  }
  // Keys and data belong to this machine; whoever wants them in the repository may change this file.
  const ignore = path.join(root, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
  return folder;
}
