import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  StartLiveTailCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
  local: () => new CloudWatchLogsClient(endpoint.client),
  moto: () => new CloudWatchLogsClient({ ...endpoint.client, endpoint: moto.url }),
};

let made = 0;
async function streamIn(client: CloudWatchLogsClient, ...logStreamNames: string[]): Promise<string> {
  const logGroupName = `/test/group-${++made}`;
  await client.send(new CreateLogGroupCommand({ logGroupName }));
  for (const logStreamName of logStreamNames) {
    await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  }
  return logGroupName;
}

const put = (client: CloudWatchLogsClient, logGroupName: string, logStreamName: string, lines: [number, string][]) =>
  client.send(
    new PutLogEventsCommand({
      logGroupName,
      logStreamName,
      logEvents: lines.map(([timestamp, message]) => ({ timestamp, message })),
    }),
  );

describe.each(Object.keys(clients) as (keyof typeof clients)[])('%s', (which) => {
  test('groups are created once, found by prefix and deleted', async () => {
    const client = clients[which]();
    const logGroupName = '/aws-glue/python-jobs/output';
    await client.send(new CreateLogGroupCommand({ logGroupName, tags: { team: 'data' } }));
    await expect(client.send(new CreateLogGroupCommand({ logGroupName }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
      message: 'The specified log group already exists',
    });
    await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 30 }));
    const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/aws-glue/' }));
    expect(logGroups).toHaveLength(1);
    expect(logGroups?.[0]).toMatchObject({ logGroupName, retentionInDays: 30, metricFilterCount: 0 });
    expect(logGroups?.[0]?.arn).toMatch(/^arn:aws:logs:us-east-1:\d{12}:log-group:\/aws-glue\/python-jobs\/output:\*$/);
    const resourceArn = (logGroups?.[0]?.arn ?? '').replace(/:\*$/, '');
    await client.send(new TagResourceCommand({ resourceArn, tags: { owner: 'ana' } }));
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual({ team: 'data', owner: 'ana' });
    await client.send(new DeleteLogGroupCommand({ logGroupName }));
    await expect(client.send(new DeleteLogGroupCommand({ logGroupName }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('streams are listed by name and by time', async () => {
    const client = clients[which]();
    const logGroupName = await streamIn(client, 'a', 'b', 'c');
    const now = Date.now();
    await put(client, logGroupName, 'b', [[now - 1000, 'older']]);
    await put(client, logGroupName, 'a', [[now, 'newer']]);
    const list = async (input: { orderBy?: 'LastEventTime'; descending?: boolean; logStreamNamePrefix?: string }) =>
      (await client.send(new DescribeLogStreamsCommand({ logGroupName, ...input }))).logStreams?.map(
        (each) => each.logStreamName,
      );
    expect(await list({})).toEqual(['a', 'b', 'c']);
    expect(await list({ descending: true })).toEqual(['c', 'b', 'a']);
    expect(await list({ orderBy: 'LastEventTime', descending: true })).toEqual(['a', 'b', 'c']);
    expect(await list({ logStreamNamePrefix: 'b' })).toEqual(['b']);
    await client.send(new DeleteLogStreamCommand({ logGroupName, logStreamName: 'b' }));
    expect(await list({})).toEqual(['a', 'c']);
  });

  test('events are read forwards until the token stays the same', async () => {
    const client = clients[which]();
    const logGroupName = await streamIn(client, 's');
    const now = Date.now();
    const lines = Array.from({ length: 7 }, (_, i): [number, string] => [now + i, `line ${i}`]);
    await put(client, logGroupName, 's', lines);
    const read: (string | undefined)[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < 10; page++) {
      const answer = await client.send(
        new GetLogEventsCommand({ logGroupName, logStreamName: 's', startFromHead: true, limit: 3, nextToken }),
      );
      read.push(...(answer.events ?? []).map((each) => each.message));
      if (answer.nextForwardToken === nextToken) break;
      nextToken = answer.nextForwardToken;
    }
    expect(read).toEqual(lines.map(([, message]) => message));
  });

  test('without a direction the latest events come, in their order', async () => {
    const client = clients[which]();
    const logGroupName = await streamIn(client, 's');
    const now = Date.now();
    await put(
      client,
      logGroupName,
      's',
      [0, 1, 2, 3, 4].map((i): [number, string] => [now + i, `${i}`]),
    );
    const last = await client.send(new GetLogEventsCommand({ logGroupName, logStreamName: 's', limit: 2 }));
    expect(last.events?.map((each) => each.message)).toEqual(['3', '4']);
    const before = await client.send(
      new GetLogEventsCommand({ logGroupName, logStreamName: 's', limit: 2, nextToken: last.nextBackwardToken }),
    );
    expect(before.events?.map((each) => each.message)).toEqual(['1', '2']);
  });

  test('streams are filtered together, page by page', async () => {
    const client = clients[which]();
    const logGroupName = await streamIn(client, 'one', 'two');
    const now = Date.now();
    for (let i = 0; i < 6; i++) {
      await put(client, logGroupName, i % 2 === 0 ? 'one' : 'two', [[now + i, i === 3 ? 'INFO 3' : `ERROR ${i}`]]);
    }
    const read: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.send(
        new FilterLogEventsCommand({ logGroupName, filterPattern: 'ERROR', limit: 2, nextToken, interleaved: true }),
      );
      read.push(...(page.events ?? []).map((each) => `${each.logStreamName} ${each.message}`));
      nextToken = page.nextToken;
    } while (nextToken);
    expect(read).toEqual(['one ERROR 0', 'two ERROR 1', 'one ERROR 2', 'one ERROR 4', 'two ERROR 5']);
  });

  test('what is too old or too new is rejected and told of', async () => {
    const client = clients[which]();
    const logGroupName = await streamIn(client, 's');
    const old = await put(client, logGroupName, 's', [[Date.now() - 15 * 86_400_000, 'old']]);
    // The API says that this index is exclusive; moto has it inclusive.
    expect(old.rejectedLogEventsInfo).toMatchObject({ tooOldLogEventEndIndex: which === 'moto' ? 0 : 1 });
    const soon = await put(client, logGroupName, 's', [[Date.now() + 3 * 3_600_000, 'new']]);
    expect(soon.rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 0 });
  });

  test('what is not there is named', async () => {
    const client = clients[which]();
    const logGroupName = await streamIn(client);
    await expect(put(client, logGroupName, 'none', [[Date.now(), 'x']])).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log stream does not exist.',
    });
    await expect(put(client, '/none', 'none', [[Date.now(), 'x']])).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The specified log group does not exist.',
    });
  });
});

test('groups are paged, and found by a part of their name', async () => {
  const client = clients.local();
  for (let i = 0; i < 7; i++) await client.send(new CreateLogGroupCommand({ logGroupName: `/paged/Group-${i}` }));
  const first = await client.send(new DescribeLogGroupsCommand({ logGroupNamePattern: 'paged/group', limit: 5 }));
  expect(first.logGroups).toHaveLength(5);
  const rest = await client.send(
    new DescribeLogGroupsCommand({ logGroupNamePattern: 'paged/group', limit: 5, nextToken: first.nextToken }),
  );
  expect(rest.logGroups?.map((each) => each.logGroupName)).toEqual(['/paged/Group-5', '/paged/Group-6']);
  expect(rest.nextToken).toBeUndefined();
});

test('a reader at the end finds what comes later, and goes back over what it passed', async () => {
  const client = clients.local();
  const logGroupName = await streamIn(client, 's');
  const get = (nextToken?: string, startFromHead = true) =>
    client.send(new GetLogEventsCommand({ logGroupName, logStreamName: 's', startFromHead, nextToken }));
  const empty = await get(undefined, false);
  expect(empty.events).toEqual([]);
  const now = Date.now();
  await put(client, logGroupName, 's', [
    [now, 'a'],
    [now, 'b'],
  ]);
  const first = await get(empty.nextForwardToken);
  expect(first.events?.map((each) => each.message)).toEqual(['a', 'b']);
  const end = await get(first.nextForwardToken);
  expect(end.events).toEqual([]);
  expect(end.nextForwardToken).toBe(first.nextForwardToken);
  const back = await get(end.nextBackwardToken);
  expect(back.events?.map((each) => each.message)).toEqual(['a', 'b']);
  // Lines of the same millisecond that come later are not missed.
  await put(client, logGroupName, 's', [[now, 'c']]);
  expect((await get(end.nextForwardToken)).events?.map((each) => each.message)).toEqual(['c']);
  const front = await get(back.nextBackwardToken);
  expect(front.events).toEqual([]);
  expect(front.nextBackwardToken).toBe(back.nextBackwardToken);
});

test('events that arrive out of order are read in order', async () => {
  const client = clients.local();
  const logGroupName = await streamIn(client, 's');
  const now = Date.now();
  await put(client, logGroupName, 's', [[now, 'second']]);
  await put(client, logGroupName, 's', [[now - 5, 'first']]);
  const { events } = await client.send(
    new GetLogEventsCommand({ logGroupName, logStreamName: 's', startFromHead: true }),
  );
  expect(events?.map((each) => each.message)).toEqual(['first', 'second']);
});

test('live tail tells of matching lines of the chosen streams', async () => {
  const client = clients.local();
  const logGroupName = await streamIn(client, 'run-1', 'run-2', 'other');
  const { responseStream } = await client.send(
    new StartLiveTailCommand({
      logGroupIdentifiers: [`arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}`],
      logStreamNamePrefixes: ['run-'],
      logEventFilterPattern: '?ERROR ?WARN',
    }),
  );
  const seen: string[] = [];
  let started = false;
  for await (const event of responseStream ?? []) {
    if (event.sessionStart) {
      started = true;
      const now = Date.now();
      await put(client, logGroupName, 'other', [[now, 'ERROR elsewhere']]);
      await put(client, logGroupName, 'run-1', [
        [now, 'INFO fine'],
        [now, 'ERROR ñandú'],
      ]);
      await put(client, logGroupName, 'run-2', [[now, 'WARN']]);
    }
    seen.push(...(event.sessionUpdate?.sessionResults ?? []).map((each) => `${each.logStreamName} ${each.message}`));
    if (seen.length >= 2) break;
  }
  expect(started).toBe(true);
  expect(seen).toEqual(['run-1 ERROR ñandú', 'run-2 WARN']);
});

test('SIGKILL loses no acknowledged line', async () => {
  const client = clients.local();
  const logGroupName = await streamIn(client, 's');
  const now = Date.now();
  for (let i = 0; i < 50; i++) await put(client, logGroupName, 's', [[now + i, `line ${i}`]]);
  await endpoint.kill9();
  await endpoint.restart();
  const { events } = await clients
    .local()
    .send(new GetLogEventsCommand({ logGroupName, logStreamName: 's', startFromHead: true }));
  expect(events).toHaveLength(50);
});
