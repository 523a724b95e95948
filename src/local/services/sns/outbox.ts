/**
 * The outbox: what SNS would have mailed, a file each in `.strata/outbox`.
 *
 * - A file's name is `<time>_<topic>_<subject>_<id>.eml`, such as
 *   `2025-06-02T07-00-12-345Z_ventas-avisos_Lote-procesado_1f0c9a2b.eml`. Time is UTC, so that names sort by it; topic
 *   and subject keep letters and digits of any script; the id is of the message and its subscription, so that a mail
 *   which is written again after a crash replaces itself.
 * - The content is one RFC 5322 mail, UTF-8. Beside the usual headers it has `X-Amz-Sns-Topic-Arn`,
 *   `X-Amz-Sns-Message-Id` and `X-Amz-Sns-Subscription-Arn`. The subject may be in encoded words (RFC 2047). The body is
 *   the message; for `email-json` subscriptions it is the JSON that SNS sends.
 * - A file appears whole (written beside and renamed). Names that do not end in `.eml` are not messages. Files may be
 *   deleted at any time; nothing else refers to them.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { writeFileAtomically } from '../../state/writeFileAtomically.ts';
import { readTopicArn, type Subscription } from './entities.ts';
import { writeMail } from './mail.ts';
import { bodyFor, envelope, type PublishedMessage } from './message.ts';

/** AWS's own, when a message has no subject. */
const defaultSubject = 'AWS Notification Message';

export function outboxFileName(message: PublishedMessage, subscriptionArn: string): string {
  const id = createHash('sha256').update(`${message.id} ${subscriptionArn}`).digest('hex').slice(0, 8);
  const time = message.timestamp.replace(/[:.]/g, '-');
  const { name } = readTopicArn(message.topicArn);
  return `${[time, slug(name), slug(message.subject ?? ''), id].filter(Boolean).join('_')}.eml`;
}

/** Safe as a part of a file's name on every system: no separators, dots or spaces, and not too long in bytes. */
function slug(text: string): string {
  let safe = '';
  for (const char of text
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')) {
    if (Buffer.byteLength(safe + char) > 60) break;
    safe += char;
  }
  return safe;
}

export function mailOf(message: PublishedMessage, subscription: Subscription, displayName: string): string {
  const { protocol } = subscription;
  return writeMail({
    from: { name: displayName || 'AWS Notifications', address: 'no-reply@sns.amazonaws.com' },
    to: subscription.endpoint,
    subject: message.subject ?? defaultSubject,
    date: new Date(message.timestamp),
    messageId: `${message.id}@sns.amazonaws.com`,
    headers: {
      'X-Amz-Sns-Topic-Arn': message.topicArn,
      'X-Amz-Sns-Message-Id': message.id,
      'X-Amz-Sns-Subscription-Arn': subscription.arn,
    },
    text:
      protocol === 'email-json'
        ? JSON.stringify(envelope(message, protocol), undefined, 2)
        : bodyFor(message, protocol),
  });
}

/** The mail of a message to a subscriber, as a file; on disk when this returns. */
export function writeToOutbox(
  outbox: string,
  message: PublishedMessage,
  subscription: Subscription,
  displayName: string,
): void {
  const file = path.join(outbox, outboxFileName(message, subscription.arn));
  writeFileAtomically(file, mailOf(message, subscription, displayName));
}
