import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import {
  CreateTopicCommand,
  DeleteTopicCommand,
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  ListTagsForResourceCommand,
  ListTopicsCommand,
  PublishBatchCommand,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SetTopicAttributesCommand,
  SNSClient,
  SubscribeCommand,
  TagResourceCommand,
  UnsubscribeCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type Moto, startMoto } from '../support/moto.ts';

let endpoint: TestEndpoint;
let moto: Moto;
beforeAll(async () => {
  [endpoint, moto] = await Promise.all([startTestEndpoint(), startMoto()]);
});
afterAll(async () => {
  await endpoint?.[Symbol.asyncDispose]();
  await moto?.[Symbol.asyncDispose]();
});

const clients = {
  local: () => new SNSClient(endpoint.client),
  moto: () => new SNSClient({ ...endpoint.client, endpoint: moto.url }),
};

const waiting = { timeout: 15_000, interval: 20 };

async function outbox(topic: string): Promise<string[]> {
  const folder = path.join(endpoint.state, 'outbox');
  const names = (await readdir(folder)).filter((name) => name.includes(`_${topic}_`) && name.endsWith('.eml')).sort();
  return await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
}

async function topicWithMail(Name: string, Attributes: Record<string, string> = {}) {
  const client = clients.local();
  const { TopicArn } = await client.send(new CreateTopicCommand({ Name }));
  const { SubscriptionArn } = await client.send(
    new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'equipo@example.com', Attributes }),
  );
  return { client, TopicArn, SubscriptionArn };
}

describe.each(Object.keys(clients) as (keyof typeof clients)[])('%s', (which) => {
  test('a topic is made once, with attributes and tags', async () => {
    const client = clients[which]();
    const { TopicArn } = await client.send(
      new CreateTopicCommand({
        Name: 'avisos',
        Attributes: { DisplayName: 'Avisos' },
        Tags: [{ Key: 'team', Value: 'data' }],
      }),
    );
    expect(TopicArn).toMatch(/^arn:aws:sns:us-east-1:\d{12}:avisos$/);
    expect((await client.send(new CreateTopicCommand({ Name: 'avisos' }))).TopicArn).toBe(TopicArn);
    await client.send(
      new SetTopicAttributesCommand({ TopicArn, AttributeName: 'DisplayName', AttributeValue: 'Más avisos' }),
    );
    const { Attributes } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
    expect(Attributes).toMatchObject({ TopicArn, DisplayName: 'Más avisos', SubscriptionsConfirmed: '0' });
    expect(JSON.parse(Attributes?.Policy ?? '')).toHaveProperty('Statement');
    await client.send(new TagResourceCommand({ ResourceArn: TopicArn, Tags: [{ Key: 'owner', Value: 'ana' }] }));
    await client.send(new UntagResourceCommand({ ResourceArn: TopicArn, TagKeys: ['team'] }));
    expect((await client.send(new ListTagsForResourceCommand({ ResourceArn: TopicArn }))).Tags).toEqual([
      { Key: 'owner', Value: 'ana' },
    ]);
    expect((await client.send(new ListTopicsCommand({}))).Topics).toContainEqual({ TopicArn });
    await client.send(new DeleteTopicCommand({ TopicArn }));
    await expect(client.send(new GetTopicAttributesCommand({ TopicArn }))).rejects.toMatchObject({
      name: 'NotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('subscriptions are made, listed, changed and removed', async () => {
    const client = clients[which]();
    const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'subscribed' }));
    const subscribe = () =>
      client.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'a@example.com' }));
    const { SubscriptionArn } = await subscribe();
    expect(SubscriptionArn).toMatch(new RegExp(`^${TopicArn}:[0-9a-f-]{36}$`));
    expect((await subscribe()).SubscriptionArn).toBe(SubscriptionArn);
    const FilterPolicy = '{"status":["FAILED"]}';
    await client.send(
      new SetSubscriptionAttributesCommand({
        SubscriptionArn,
        AttributeName: 'FilterPolicy',
        AttributeValue: FilterPolicy,
      }),
    );
    const { Attributes } = await client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
    expect(Attributes).toMatchObject({
      SubscriptionArn,
      TopicArn,
      Protocol: 'email',
      Endpoint: 'a@example.com',
      PendingConfirmation: 'false',
      RawMessageDelivery: 'false',
      FilterPolicy,
      FilterPolicyScope: 'MessageAttributes',
    });
    const listed = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(listed.Subscriptions).toMatchObject([{ SubscriptionArn, Protocol: 'email', Endpoint: 'a@example.com' }]);
    await client.send(new UnsubscribeCommand({ SubscriptionArn }));
    expect((await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions).toEqual([]);
  });

  test('messages are accepted or refused', async () => {
    const client = clients[which]();
    const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'published' }));
    const publish = (input: object) => client.send(new PublishCommand({ TopicArn, Message: 'x', ...input }));
    expect((await publish({})).MessageId).toMatch(/^[0-9a-f-]{36}$/);
    const invalid = { name: 'InvalidParameterException' };
    await expect(publish({ Message: 'x'.repeat(262_145) })).rejects.toMatchObject(invalid);
    // moto takes a structured message without a default.
    if (which === 'local') {
      await expect(publish({ Message: '{"email":"x"}', MessageStructure: 'json' })).rejects.toMatchObject(invalid);
    }
    await expect(publish({ Subject: 'x'.repeat(101) })).rejects.toMatchObject(invalid);
    await expect(publish({ TopicArn: `${TopicArn}-none` })).rejects.toMatchObject({ name: 'NotFoundException' });
    const batch = await client.send(
      new PublishBatchCommand({
        TopicArn,
        PublishBatchRequestEntries: [
          { Id: 'a', Message: '1' },
          { Id: 'b', Message: '2' },
        ],
      }),
    );
    expect(batch.Successful?.map((each) => each.Id)).toEqual(['a', 'b']);
    await expect(
      client.send(
        new PublishBatchCommand({
          TopicArn,
          PublishBatchRequestEntries: [
            { Id: 'a', Message: '1' },
            { Id: 'a', Message: '2' },
          ],
        }),
      ),
    ).rejects.toMatchObject({ name: 'BatchEntryIdsNotDistinctException' });
  });
});

test('a mail lies in the outbox', async () => {
  const { client, TopicArn, SubscriptionArn } = await topicWithMail('mailed');
  const { MessageId } = await client.send(
    new PublishCommand({ TopicArn, Subject: 'El lote falló', Message: 'línea uno\nlínea dos' }),
  );
  const [mail] = await vi.waitUntil(async () => {
    const mails = await outbox('mailed');
    return mails.length > 0 ? mails : undefined;
  }, waiting);
  expect(mail).toContain('To: equipo@example.com\r\n');
  expect(mail).toContain(`Subject: =?UTF-8?B?${Buffer.from('El lote falló').toString('base64')}?=\r\n`);
  expect(mail).toContain(`X-Amz-Sns-Topic-Arn: ${TopicArn}\r\n`);
  expect(mail).toContain(`X-Amz-Sns-Message-Id: ${MessageId}\r\n`);
  expect(mail).toContain(`X-Amz-Sns-Subscription-Arn: ${SubscriptionArn}\r\n`);
  expect(mail?.endsWith('\r\n\r\nlínea uno\r\nlínea dos\r\n')).toBe(true);
});

test('filter policies choose by attributes and by body', async () => {
  const byAttributes = await topicWithMail('by-attributes', {
    FilterPolicy: JSON.stringify({ status: ['FAILED'], rows: [{ numeric: ['>', 10] }], test: [{ exists: false }] }),
  });
  const send = (Message: string, status: string, rows: string) =>
    byAttributes.client.send(
      new PublishCommand({
        TopicArn: byAttributes.TopicArn,
        Message,
        MessageAttributes: {
          status: { DataType: 'String', StringValue: status },
          rows: { DataType: 'Number', StringValue: rows },
        },
      }),
    );
  await send('too few', 'FAILED', '10');
  await send('succeeded', 'SUCCEEDED', '11');
  await send('wanted', 'FAILED', '11');
  const byBody = await topicWithMail('by-body', {
    FilterPolicyScope: 'MessageBody',
    FilterPolicy: JSON.stringify({ detail: { job: [{ prefix: 'ventas-' }] } }),
  });
  for (const job of ['compras-1', 'ventas-1']) {
    await byBody.client.send(
      new PublishCommand({ TopicArn: byBody.TopicArn, Message: JSON.stringify({ detail: { job } }) }),
    );
  }
  await byBody.client.send(new PublishCommand({ TopicArn: byBody.TopicArn, Message: 'no JSON' }));
  await vi.waitFor(async () => {
    expect(await outbox('by-attributes')).toHaveLength(1);
    expect(await outbox('by-body')).toHaveLength(1);
  }, waiting);
  // A last one to each, after which whatever was to come has come: deliveries go out in order.
  await send('last', 'FAILED', '12');
  await vi.waitFor(async () => expect(await outbox('by-attributes')).toHaveLength(2), waiting);
  expect((await outbox('by-attributes'))[0]).toContain('wanted');
  expect((await outbox('by-body'))[0]).toContain('ventas-1');
});

test('each protocol gets its own text of a structured message', async () => {
  const { client, TopicArn } = await topicWithMail('structured');
  await client.send(new SubscribeCommand({ TopicArn, Protocol: 'email-json', Endpoint: 'robot@example.com' }));
  await client.send(
    new PublishCommand({
      TopicArn,
      MessageStructure: 'json',
      Message: JSON.stringify({ default: 'for all', email: 'for people' }),
    }),
  );
  await vi.waitFor(async () => expect(await outbox('structured')).toHaveLength(2), waiting);
  const mails = await outbox('structured');
  expect(mails.find((each) => each.includes('equipo@'))).toContain('for people');
  const robot = mails.find((each) => each.includes('robot@')) ?? '';
  expect(JSON.parse(robot.split('\r\n\r\n')[1] ?? '')).toMatchObject({
    Type: 'Notification',
    TopicArn,
    Message: 'for all',
  });
});

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function receiver(answers: number[]) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

test('an http endpoint confirms, receives, and is tried again', async () => {
  await using hook = await receiver([200, 500, 200, 200]);
  const client = clients.local();
  const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'posted' }));
  const { SubscriptionArn } = await client.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'http',
      Endpoint: hook.url,
      Attributes: { DeliveryPolicy: JSON.stringify({ healthyRetryPolicy: { numRetries: 2, minDelayTarget: 1 } }) },
    }),
  );
  expect(SubscriptionArn).toBe('pending confirmation');
  await vi.waitFor(() => expect(hook.received).toHaveLength(1), waiting);
  expect(hook.received[0]?.headers).toMatchObject({
    'x-amz-sns-message-type': 'SubscriptionConfirmation',
    'x-amz-sns-topic-arn': TopicArn,
  });
  const asked = JSON.parse(hook.received[0]?.body ?? '') as { SubscribeURL: string; Token: string };
  await client.send(new PublishCommand({ TopicArn, Message: 'before it confirmed' }));
  const confirmed = await fetch(asked.SubscribeURL);
  expect(confirmed.status, await confirmed.clone().text()).toBe(200);
  expect(await confirmed.text()).toContain(`<SubscriptionArn>${TopicArn}:`);
  await client.send(new PublishCommand({ TopicArn, Subject: 'Aviso', Message: 'after' }));
  await vi.waitFor(() => expect(hook.received).toHaveLength(3), waiting);
  expect(hook.received[2]?.headers['x-amz-sns-message-type']).toBe('Notification');
  expect(JSON.parse(hook.received[2]?.body ?? '')).toMatchObject({
    Type: 'Notification',
    Subject: 'Aviso',
    Message: 'after',
  });
  const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  await client.send(
    new SetSubscriptionAttributesCommand({
      SubscriptionArn: Subscriptions?.[0]?.SubscriptionArn,
      AttributeName: 'RawMessageDelivery',
      AttributeValue: 'true',
    }),
  );
  await client.send(new PublishCommand({ TopicArn, Message: '{"raw":true}' }));
  await vi.waitFor(() => expect(hook.received).toHaveLength(4), waiting);
  expect(hook.received[3]?.body).toBe('{"raw":true}');
});

test('FIFO topics number messages and drop repeated ones', async () => {
  const client = clients.local();
  const { TopicArn } = await client.send(
    new CreateTopicCommand({ Name: 'turns.fifo', Attributes: { FifoTopic: 'true' } }),
  );
  const publish = (MessageDeduplicationId?: string) =>
    client.send(new PublishCommand({ TopicArn, Message: 'x', MessageGroupId: 'g', MessageDeduplicationId }));
  const first = await publish('1');
  const again = await publish('1');
  const second = await publish('2');
  expect(again).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
  expect((second.SequenceNumber ?? '') > (first.SequenceNumber ?? '')).toBe(true);
  await expect(publish()).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('SQS is refused at delivery, in the log', async () => {
  const client = clients.local();
  const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'queued' }));
  await client.send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: 'arn:aws:sqs:us-east-1:000000000000:q' }),
  );
  await client.send(new PublishCommand({ TopicArn, Message: 'x' }));
  await vi.waitFor(() => expect(endpoint.log()).toContain('The local endpoint has no SQS'), waiting);
});

test('what was accepted is delivered even when the endpoint is killed at once', async () => {
  const { client, TopicArn } = await topicWithMail('killed');
  const accepted: (string | undefined)[] = [];
  for (let round = 0; round < 3; round++) {
    const sent = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        new SNSClient(endpoint.client).send(new PublishCommand({ TopicArn, Message: `${round} ${i}` })),
      ),
    );
    accepted.push(...sent.map((each) => each.MessageId));
    await endpoint.kill9();
    await endpoint.restart();
  }
  client.destroy();
  await vi.waitFor(async () => {
    const mails = await outbox('killed');
    const ids = mails.map((mail) => /^X-Amz-Sns-Message-Id: (.*)\r$/m.exec(mail)?.[1]);
    expect(ids.sort()).toEqual([...accepted].sort());
  }, waiting);
});
