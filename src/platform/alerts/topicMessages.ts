/** What was published on the local endpoint: see local/services/sns/notifications.ts for the files. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { stateFolderName } from '../../core/endpointFile.ts';

const envelopeSchema = z.object({
  MessageId: z.string(),
  TopicArn: z.string(),
  Subject: z.string().optional(),
  Message: z.string(),
  Timestamp: z.string(),
});

export interface PublishedMessage {
  readonly id: string;
  /** Its ARN. */
  readonly topic: string;
  readonly subject?: string;
  readonly text: string;
  /** In milliseconds. */
  readonly at: number;
}

export function notificationsFolder(root: string): string {
  return path.join(root, stateFolderName, 'notifications');
}

/**
 * The messages since a moment, oldest first.
 * @param isKnown by the id, of those that need not be read again
 */
export async function messagesSince(
  root: string,
  since: number,
  isKnown: (id: string) => boolean,
): Promise<readonly PublishedMessage[]> {
  const folder = notificationsFolder(root);
  const from = new Date(since).toISOString().replace(/[:.]/g, '-');
  const names = (await readdir(folder).catch(() => [])).filter(
    (name) => name.endsWith('.json') && name >= from && !isKnown(idIn(name)),
  );
  const read = await Promise.all(names.sort().map((name) => readMessageFile(path.join(folder, name))));
  return read.filter((each) => each !== undefined);
}

const idIn = (name: string) => name.slice(name.indexOf('_') + 1, -'.json'.length);

/** Undefined for what is gone again, or is no message. */
async function readMessageFile(file: string): Promise<PublishedMessage | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { MessageId, TopicArn, Subject, Message, Timestamp } = envelopeSchema.parse(JSON.parse(text));
    const at = Date.parse(Timestamp);
    return {
      id: MessageId,
      topic: TopicArn,
      text: Message,
      at,
      ...(Subject === undefined ? {} : { subject: Subject }),
    };
  } catch {
    return undefined;
  }
}
