/** The mails that the local endpoint would have sent: `.eml` files in the workspace's `.strata/outbox`. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../core/appError.ts';
import { stateFolderName } from '../../core/endpointFile.ts';
import { formatAge, formatNumber } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { Node } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';

/** Where the endpoint of a workspace lays the mails down. */
export function outboxFolder(root: string): string {
  return path.join(root, stateFolderName, 'outbox');
}

/** File names, newest first: they begin with the time. */
async function messageFiles(ctx: Ctx): Promise<string[]> {
  if (!ctx.workspace.root) return [];
  const names = await readdir(outboxFolder(ctx.workspace.root)).catch(() => []);
  return names
    .filter((name) => name.endsWith('.eml'))
    .sort()
    .reverse();
}

/** The outbox with how many messages it holds. */
export async function outboxNode(ctx: Ctx): Promise<Node> {
  const count = (await messageFiles(ctx)).length;
  return {
    kind: 'sns.outbox',
    path: [],
    label: t('Outbox'),
    description:
      count === 0 ? t('no messages yet') : count === 1 ? t('1 message') : t('{0} messages', formatNumber(count)),
    tooltip: t('Mails that SNS would have sent; the local endpoint keeps them as files.'),
    icon: 'mail',
    expandable: true,
  };
}

/** A page of messages, newest first. */
export async function listMessages(ctx: Ctx, request: PageRequest): Promise<Page<Node>> {
  const all = (await messageFiles(ctx)).filter((name) => name.startsWith(request.prefix ?? ''));
  const start = request.token === undefined ? 0 : all.findIndex((name) => name < (request.token ?? ''));
  const names = start < 0 ? [] : all.slice(start, start + request.limit);
  const nodes = await Promise.all(names.map((name) => messageNode(ctx, name)));
  return pageOf(nodes, start + request.limit < all.length ? names.at(-1) : undefined);
}

async function messageNode(ctx: Ctx, name: string): Promise<Node> {
  const file = path.join(outboxFolder(ctx.workspace.root ?? ''), name);
  const [text, { mtimeMs }] = await Promise.all([readFile(file, 'utf8'), stat(file)]);
  return {
    kind: 'sns.message',
    path: [name],
    label: subjectOf(text) || name,
    description: formatAge(mtimeMs, Date.now()),
    tooltip: text.slice(0, 1000),
    icon: 'mail',
    expandable: false,
  };
}

/** The decoded Subject header, which may be folded and encoded as RFC 2047 says. */
export function subjectOf(message: string): string {
  const head = message.split(/\r?\n\r?\n/, 1)[0] ?? '';
  const raw = /^Subject:[ \t]*((?:.*)(?:\r?\n[ \t].*)*)/im.exec(head)?.[1] ?? '';
  return raw
    .replace(/\r?\n[ \t]+/g, ' ')
    .replace(/(=\?[^?]+\?[BQ]\?[^?]*\?=)\s+(?==\?)/gi, '$1')
    .replace(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi, (_, kind: string, data: string) =>
      kind.toUpperCase() === 'B' ? Buffer.from(data, 'base64').toString('utf8') : decodeQ(data),
    );
}

function decodeQ(data: string): string {
  const bytes = data
    .replaceAll('_', ' ')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** @throws AppError `not-found` */
export async function readMessage(ctx: Ctx, name: string): Promise<{ title: string; language: string; text: string }> {
  const missing = (cause?: unknown) => new AppError('not-found', t('There is no message {0}.', name), { cause });
  if (!ctx.workspace.root || path.basename(name) !== name) throw missing();
  try {
    const text = await readFile(path.join(outboxFolder(ctx.workspace.root), name), 'utf8');
    return { title: name, language: 'plaintext', text };
  } catch (error) {
    throw missing(error);
  }
}
