/**
 * What was published to any topic, subscribed to or not, a file each in `.strata/notifications`: who opens the workspace
 * later finds there what happened. SNS itself keeps nothing.
 *
 * - A file's name is `<time>_<message id>.json`, so that names sort by the time, which is UTC.
 * - The content is the envelope that SNS posts to http endpoints.
 * - A file appears whole. Only the newest are kept, and any may be deleted at any time.
 */
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { writeFileAtomically } from '../../state/writeFileAtomically.ts';
import { envelope, type PublishedMessage } from './message.ts';

const kept = 500;
/** The folder is looked through when it may have grown by so many. */
const pruneEvery = 50;
let sincePruned = pruneEvery;

/** On disk when this returns; the same message again replaces itself. */
export function keepNotification(folder: string, message: PublishedMessage): void {
  const name = `${message.timestamp.replace(/[:.]/g, '-')}_${message.id}.json`;
  writeFileAtomically(path.join(folder, name), JSON.stringify(envelope(message, 'http')), 0o600);
  if (++sincePruned < pruneEvery) return;
  sincePruned = 0;
  const names = readdirSync(folder).filter((each) => each.endsWith('.json'));
  for (const old of names.sort().slice(0, -kept)) rmSync(path.join(folder, old), { force: true });
}
