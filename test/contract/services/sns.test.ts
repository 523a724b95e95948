/** The adapter for SNS, against the local endpoint and moto, which both deliver what is published over HTTP. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import {
  ConfirmSubscriptionCommand,
  CreateTopicCommand,
  DeleteTopicCommand,
  ListTopicsCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { NodeAddress } from '../../../src/core/node.ts';
import type { Ctx } from '../../../src/platform/ctx.ts';
import {
  type AdapterSides,
  act,
  below,
  bothSides,
  expectRefusals,
  pagesBelow,
  prepare,
  restrictions,
  rootPages,
  startAdapterSides,
  textOf,
  type Which,
} from '../../support/adapterSides.ts';
import { tempFolder } from '../../support/tempFolder.ts';

let sides: AdapterSides;
beforeAll(async () => {
  sides = await startAdapterSides();
});
afterAll(() => sides?.[Symbol.asyncDispose]());

const topics: NodeAddress = { kind: 'sns.topics', path: [] };
const outbox: NodeAddress = { kind: 'sns.outbox', path: [] };
const topicAt = (arn: string): NodeAddress => ({ kind: 'sns.topic', path: [arn] });
const snsOf = (which: Which) => new SNSClient(sides.sdk(which));
const waiting = { timeout: 15_000, interval: 50 };

async function topicOn(which: Which, name = `topic-${randomBytes(4).toString('hex')}`): Promise<string> {
  return (await snsOf(which).send(new CreateTopicCommand({ Name: name }))).TopicArn ?? '';
}

async function removeTopics(which: Which): Promise<void> {
  const client = snsOf(which);
  for (;;) {
    const { Topics = [] } = await client.send(new ListTopicsCommand({}));
    if (Topics.length === 0) return;
    await prepare(which, Topics, ({ TopicArn }) => client.send(new DeleteTopicCommand({ TopicArn })));
  }
}

interface Delivered {
  readonly Type: string;
  readonly Token: string;
  readonly Message: string;
  readonly Subject?: string;
}

/** A subscriber of a topic, which keeps what it is sent. */
async function subscriberOf(which: Which, TopicArn: string) {
  const told: Delivered[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.end();
    told.push(JSON.parse(Buffer.concat(chunks).toString()) as Delivered);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const Endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  await snsOf(which).send(new SubscribeCommand({ TopicArn, Protocol: 'http', Endpoint }));
  return {
    endpoint: Endpoint,
    async confirm(): Promise<void> {
      await vi.waitFor(() => expect(told.map(({ Type }) => Type)).toContain('SubscriptionConfirmation'), waiting);
      const Token = told.find(({ Type }) => Type === 'SubscriptionConfirmation')?.Token;
      await snsOf(which).send(new ConfirmSubscriptionCommand({ TopicArn, Token }));
    },
    messages: () =>
      told.filter(({ Type }) => Type === 'Notification').map(({ Subject, Message }) => [Subject, Message]),
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

describe.each(bothSides)('%s', (which) => {
  test('the topics are a group of Pipelines, and come page by page', async () => {
    await removeTopics(which);
    const ctx = sides.ctx(which);
    const [group, ...others] = (await rootPages(ctx, 'sns', 'pipelines', { limit: 200 })).flat();
    expect(group).toMatchObject({ ...topics, label: 'Topics', expandable: true });
    expect(others.map(({ kind }) => kind)).toEqual(which === 'local' ? ['sns.outbox'] : []);
    expect(await below(ctx, group!)).toEqual([]);
    const names = Array.from({ length: 110 }, (_, i) => `many-${String(i).padStart(3, '0')}`);
    await prepare(which, names, (name) => topicOn(which, name));
    const pages = await pagesBelow(ctx, group!, { limit: 200 });
    // SNS itself says how many topics a page has.
    expect(pages.map((page) => page.length)).toEqual([100, 10]);
    expect(
      pages
        .flat()
        .map(({ label }) => label)
        .sort(),
    ).toEqual(names);
    const arn = expect.stringMatching(/^arn:aws:sns:us-east-1:\d{12}:many-007$/);
    expect(await below(ctx, group!, 'many-007')).toEqual([
      { kind: 'sns.topic', path: [arn], label: 'many-007', icon: 'megaphone', expandable: true, arn },
    ]);
    expect(await below(ctx, group!, 'many-10')).toHaveLength(10);
    await removeTopics(which);
  });

  test('a topic opens to who is told', async () => {
    const TopicArn = await topicOn(which);
    const ctx = sides.ctx(which);
    expect(await below(ctx, topicAt(TopicArn))).toEqual([]);
    const Endpoint = 'equipo@example.com';
    await snsOf(which).send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint }));
    await using subscriber = await subscriberOf(which, TopicArn);
    const told = async () =>
      (await below(ctx, topicAt(TopicArn))).map(({ label, description, icon }) => [label, description, icon]).sort();
    // moto asks nobody to confirm.
    const pending = which === 'local' ? 'http, not confirmed yet' : 'http';
    expect(await told()).toEqual([
      [Endpoint, 'email', 'mail'],
      [subscriber.endpoint, pending, 'link'],
    ]);
    if (which === 'moto') return;
    await subscriber.confirm();
    expect((await told())[1]).toEqual([subscriber.endpoint, 'http', 'link']);
  });

  test('a message is published to who is told', async () => {
    const TopicArn = await topicOn(which);
    await using subscriber = await subscriberOf(which, TopicArn);
    if (which === 'local') await subscriber.confirm();
    const ctx = sides.ctx(which);
    const publish = (input: object) => act(ctx, 'sns.publish', topicAt(TopicArn), input);
    expect(await publish({ message: 'El lote falló ✗', subject: 'Batch' })).toEqual({
      kind: 'done',
      message: 'Published.',
    });
    await vi.waitFor(() => expect(subscriber.messages()).toEqual([['Batch', 'El lote falló ✗']]), waiting);
    await publish({ message: 'no subject' });
    await vi.waitFor(() => expect(subscriber.messages()).toHaveLength(2), waiting);
    expect(subscriber.messages()[1]?.[1]).toBe('no subject');
    for (const wrong of [{}, { message: '' }, { message: 'x', subject: 'y'.repeat(101) }]) {
      await expect(publish(wrong)).rejects.toMatchObject({ code: 'invalid-input' });
    }
    expect(subscriber.messages()).toHaveLength(2);
  });

  test('its ARN and page of the console are offered', async () => {
    const arn = await topicOn(which);
    expect(textOf(await act(sides.ctx(which), 'sns.copyArn', topicAt(arn)))).toBe(arn);
    const aws = sides.ctx(which, { restriction: 'read-only' });
    expect(await act(aws, 'sns.openInConsole', topicAt(arn))).toMatchObject({
      kind: 'open-external',
      url: expect.stringContaining(`/topic/${arn}`),
    });
  });

  test.each(restrictions)('nothing is published when %s', async (restriction) => {
    const TopicArn = await topicOn(which);
    await using subscriber = await subscriberOf(which, TopicArn);
    if (which === 'local') await subscriber.confirm();
    const ctx = sides.ctx(which, { restriction });
    await expectRefusals(ctx, restriction, 'sns', { 'sns.publish': [topicAt(TopicArn), { message: 'never' }] });
    await act(sides.ctx(which), 'sns.publish', topicAt(TopicArn), { message: 'after' });
    await vi.waitFor(() => expect(subscriber.messages()).not.toEqual([]), waiting);
    expect(subscriber.messages().map(([, message]) => message)).toEqual(['after']);
  });

  test('a topic that is missing is said to be missing', async () => {
    const ctx = sides.ctx(which);
    const gone = topicAt('arn:aws:sns:us-east-1:123456789012:gone');
    const missing = { code: 'not-found', message: expect.stringContaining('does not exist') };
    await expect(act(ctx, 'sns.publish', gone, { message: 'x' })).rejects.toMatchObject(missing);
    await expect(below(ctx, gone)).rejects.toMatchObject(missing);
  });

  test('who may not look or publish is told so', async () => {
    const arn = await topicOn(which);
    await sides.asStranger(which, async (ctx) => {
      const refused = { code: 'access-denied', hint: expect.stringMatching(/\S/) };
      await expect(below(ctx, topics)).rejects.toMatchObject(refused);
      await expect(act(ctx, 'sns.publish', topicAt(arn), { message: 'x' })).rejects.toMatchObject(refused);
    });
  });
});

// Only the local endpoint keeps the mails that SNS would have sent.
describe('the outbox', () => {
  const workspace = () => path.dirname(sides.endpoint.state);
  const messages = (ctx: Ctx, limit = 200) => pagesBelow(ctx, outbox, { limit });

  async function mailed(topic: string, subject: string | undefined, message: string): Promise<void> {
    await act(
      sides.ctx('local'),
      'sns.publish',
      topicAt(topic),
      subject === undefined ? { message } : { subject, message },
    );
  }

  test('holds the mails, newest first, and opens them', async () => {
    const TopicArn = await topicOn('local', 'alerts');
    await snsOf('local').send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'equipo@example.com' }));
    const ctx = sides.ctx('local', { root: workspace() });
    const before = (await messages(ctx)).flat().length;
    const subjects = ['El lote falló: 3 filas sin país, y una línea que es más larga que una sola', 'two', 'three'];
    for (const [i, subject] of subjects.entries()) {
      await mailed(TopicArn, subject, `body of ${subject}`);
      await vi.waitFor(async () => expect((await messages(ctx)).flat()).toHaveLength(before + i + 1), waiting);
    }
    const pages = await messages(ctx, 2);
    expect(pages[0]?.map(({ label }) => label)).toEqual(['three', 'two']);
    expect(pages[1]?.[0]).toMatchObject({
      kind: 'sns.message',
      label: subjects[0],
      icon: 'mail',
      description: expect.stringMatching(/now|ago/),
    });
    const opened = await act(ctx, 'sns.openMessage', pages[0]![1]!);
    expect(opened).toMatchObject({ kind: 'document', language: 'plaintext', title: pages[0]![1]!.path[0] });
    expect(textOf(opened)).toMatch(/^To: equipo@example\.com$/m);
    expect(textOf(opened)).toContain('body of two');
    const roots = (await rootPages(ctx, 'sns', 'pipelines', { limit: 200 })).flat();
    expect(roots[1]).toMatchObject({ kind: 'sns.outbox', label: 'Outbox', description: `${before + 3} messages` });
  });

  test('is empty in a workspace without messages, and reads nothing else', async () => {
    await using folder = tempFolder();
    for (const ctx of [sides.ctx('local'), sides.ctx('local', { root: folder.path })]) {
      const [, box] = (await rootPages(ctx, 'sns', 'pipelines', { limit: 200 })).flat();
      expect(box?.description).toBe('no messages yet');
      expect(await messages(ctx)).toEqual([[]]);
    }
    const ctx = sides.ctx('local', { root: workspace() });
    for (const name of ['gone.eml', '../endpoint.json', '..', '']) {
      await expect(act(ctx, 'sns.openMessage', { kind: 'sns.message', path: [name] }), name).rejects.toMatchObject({
        code: 'not-found',
        message: `There is no message ${name}.`,
      });
    }
  });
});
