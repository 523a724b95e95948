import {
  BatchGetCrawlersCommand,
  CreateClassifierCommand,
  CreateCrawlerCommand,
  type CreateCrawlerCommandInput,
  CreateDatabaseCommand,
  DeleteClassifierCommand,
  DeleteCrawlerCommand,
  GetClassifierCommand,
  GetClassifiersCommand,
  GetCrawlerCommand,
  GetCrawlerMetricsCommand,
  GetCrawlersCommand,
  GlueClient,
  ListCrawlersCommand,
  ListCrawlsCommand,
  StartCrawlerCommand,
  StartCrawlerScheduleCommand,
  StopCrawlerCommand,
  StopCrawlerScheduleCommand,
  UpdateClassifierCommand,
  UpdateCrawlerCommand,
  UpdateCrawlerScheduleCommand,
} from '@aws-sdk/client-glue';
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
  local: () => new GlueClient(endpoint.client),
  moto: () => new GlueClient({ ...endpoint.client, endpoint: moto.url }),
};

const crawler = (Name: string): CreateCrawlerCommandInput => ({
  Name,
  Role: 'arn:aws:iam::000000000000:role/crawler',
  DatabaseName: 'lake',
  Description: 'Ventas',
  Targets: { S3Targets: [{ Path: 's3://lake/raw/', Exclusions: ['tmp/**'], SampleSize: 10 }] },
  TablePrefix: 'raw_',
  SchemaChangePolicy: { UpdateBehavior: 'LOG', DeleteBehavior: 'DEPRECATE_IN_DATABASE' },
  RecrawlPolicy: { RecrawlBehavior: 'CRAWL_EVERYTHING' },
  Configuration: '{"Version":1.0,"CrawlerOutput":{"Partitions":{"AddOrUpdateBehavior":"InheritFromTable"}}}',
  Schedule: 'cron(15 12 * * ? *)',
});

describe.each(Object.keys(clients) as (keyof typeof clients)[])('%s', (which) => {
  test('a crawler is kept as it was given, and found by name, list and batch', async () => {
    const client = clients[which]();
    for (const name of ['one', 'two']) await client.send(new CreateCrawlerCommand(crawler(name)));
    const { Crawler } = await client.send(new GetCrawlerCommand({ Name: 'one' }));
    const { Schedule, ...kept } = crawler('one');
    expect(Crawler).toMatchObject({
      ...kept,
      Schedule: { ScheduleExpression: Schedule, State: 'SCHEDULED' },
      State: 'READY',
      CrawlElapsedTime: 0,
      Version: 1,
    });
    expect(Crawler).not.toHaveProperty('LastCrawl');
    const { Crawlers } = await client.send(new GetCrawlersCommand({}));
    expect(Crawlers!.map((each) => each.Name).sort()).toEqual(['one', 'two']);
    expect((await client.send(new ListCrawlersCommand({}))).CrawlerNames!.toSorted()).toEqual(['one', 'two']);
    const batch = await client.send(new BatchGetCrawlersCommand({ CrawlerNames: ['two', 'missing'] }));
    expect(batch.Crawlers!.map((each) => each.Name)).toEqual(['two']);
    expect(batch.CrawlersNotFound).toEqual(['missing']);
  });

  test('what is not there, is there already, or does not run', async () => {
    const client = clients[which]();
    await client.send(new CreateCrawlerCommand(crawler('idle')));
    await expect(client.send(new CreateCrawlerCommand(crawler('idle')))).rejects.toMatchObject({
      name: 'AlreadyExistsException',
    });
    await expect(client.send(new StopCrawlerCommand({ Name: 'idle' }))).rejects.toMatchObject({
      name: 'CrawlerNotRunningException',
    });
    for (const command of [new GetCrawlerCommand({ Name: 'x' }), new StartCrawlerCommand({ Name: 'x' })]) {
      await expect(client.send(command as GetCrawlerCommand)).rejects.toMatchObject({
        name: 'EntityNotFoundException',
      });
    }
    await client.send(new DeleteCrawlerCommand({ Name: 'idle' }));
    await expect(client.send(new GetCrawlerCommand({ Name: 'idle' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
  });
});

describe('what moto does not judge', () => {
  const client = () => clients.local();

  test('an update changes what it names and nothing else', async () => {
    await client().send(new CreateCrawlerCommand(crawler('changed')));
    await client().send(new UpdateCrawlerCommand({ Name: 'changed', TablePrefix: 'x_', Schedule: '' }));
    const { Crawler } = await client().send(new GetCrawlerCommand({ Name: 'changed' }));
    const { Schedule: _, ...kept } = crawler('changed');
    expect(Crawler).toMatchObject({ ...kept, TablePrefix: 'x_', Version: 2 });
    expect(Crawler).not.toHaveProperty('Schedule');
  });

  test('the schedule is stopped and started', async () => {
    const CrawlerName = 'scheduled';
    await client().send(new CreateCrawlerCommand(crawler(CrawlerName)));
    await expect(client().send(new StartCrawlerScheduleCommand({ CrawlerName }))).rejects.toMatchObject({
      name: 'SchedulerRunningException',
    });
    await client().send(new StopCrawlerScheduleCommand({ CrawlerName }));
    await client().send(new UpdateCrawlerScheduleCommand({ CrawlerName, Schedule: 'cron(0 3 * * ? *)' }));
    const { Crawler } = await client().send(new GetCrawlerCommand({ Name: CrawlerName }));
    expect(Crawler!.Schedule).toEqual({ ScheduleExpression: 'cron(0 3 * * ? *)', State: 'NOT_SCHEDULED' });
    await expect(client().send(new StopCrawlerScheduleCommand({ CrawlerName }))).rejects.toMatchObject({
      name: 'SchedulerNotRunningException',
    });
    const { Schedule: _, ...unscheduled } = crawler('by-hand');
    await client().send(new CreateCrawlerCommand(unscheduled));
    await expect(client().send(new StartCrawlerScheduleCommand({ CrawlerName: 'by-hand' }))).rejects.toMatchObject({
      name: 'NoScheduleException',
    });
  });

  test.each([
    [{ Targets: {} }, /target/],
    [{ Targets: { S3Targets: [{ Path: '/local/path' }] } }, /s3:\/\//],
    [{ Schedule: 'rate(5 minutes)' }, /cron/],
    [{ Configuration: '{"Version":1.0' }, /not JSON/],
    [{ Configuration: '{"Version":1.0,"Grouping":{"TableGroupingPolicy":"All"}}' }, /Configuration/],
    [{ RecrawlPolicy: { RecrawlBehavior: 'CRAWL_NEW_FOLDERS_ONLY' } }, /only LOG/],
  ])('settings that are wrong: %j', async (wrong, message) => {
    const given = { ...crawler('wrong'), ...wrong } as CreateCrawlerCommandInput;
    await expect(client().send(new CreateCrawlerCommand(given))).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringMatching(message) as string,
    });
  });

  test('a crawl that cannot be: it fails, with the reason, in every place where one looks', async () => {
    const Name = 'nowhere';
    await client().send(new CreateCrawlerCommand({ ...crawler(Name), DatabaseName: 'missing' }));
    const failed = async () => {
      await client().send(new StartCrawlerCommand({ Name }));
      await expect
        .poll(async () => (await client().send(new GetCrawlerCommand({ Name }))).Crawler!.State)
        .toBe('READY');
      return (await client().send(new GetCrawlerCommand({ Name }))).Crawler!.LastCrawl!;
    };
    expect(await failed()).toMatchObject({
      Status: 'FAILED',
      ErrorMessage: 'Database missing not found.',
      LogGroup: '/aws-glue/crawlers',
      LogStream: Name,
    });
    await client().send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'missing' } }));
    const last = await failed();
    expect(last.ErrorMessage).toBe('The S3 location: s3://lake/raw/ cannot be crawled: the bucket does not exist.');
    const { Crawls } = await client().send(new ListCrawlsCommand({ CrawlerName: Name }));
    expect(Crawls).toMatchObject([
      { State: 'FAILED', ErrorMessage: last.ErrorMessage, CrawlId: last.MessagePrefix },
      { State: 'FAILED' },
    ]);
    const only = await client().send(
      new ListCrawlsCommand({
        CrawlerName: Name,
        Filters: [{ FieldName: 'CRAWL_ID', FilterOperator: 'EQ', FieldValue: last.MessagePrefix! }],
      }),
    );
    expect(only.Crawls).toHaveLength(1);
    const { CrawlerMetricsList } = await client().send(new GetCrawlerMetricsCommand({ CrawlerNameList: [Name] }));
    expect(CrawlerMetricsList).toMatchObject([{ CrawlerName: Name, TablesCreated: 0, StillEstimating: false }]);
  });

  test('targets that are read on AWS only', async () => {
    const Targets = { JdbcTargets: [{ ConnectionName: 'pg', Path: 'db/%' }] };
    await client().send(new CreateCrawlerCommand({ ...crawler('jdbc'), DatabaseName: 'missing', Targets }));
    await client().send(new StartCrawlerCommand({ Name: 'jdbc' }));
    await expect
      .poll(async () => (await client().send(new GetCrawlerCommand({ Name: 'jdbc' }))).Crawler!.LastCrawl?.ErrorMessage)
      .toBe('The local endpoint crawls S3Targets only; this crawler also has JdbcTargets.');
  });

  test('classifiers of every kind', async () => {
    await client().send(
      new CreateClassifierCommand({
        CsvClassifier: { Name: 'csv', Delimiter: ';', ContainsHeader: 'PRESENT', Header: ['a', 'b'] },
      }),
    );
    await client().send(new CreateClassifierCommand({ JsonClassifier: { Name: 'json', JsonPath: '$[*]' } }));
    await client().send(
      new CreateClassifierCommand({
        GrokClassifier: { Name: 'grok', Classification: 'weblog', GrokPattern: '%{COMMONAPACHELOG}' },
      }),
    );
    await expect(
      client().send(new CreateClassifierCommand({ JsonClassifier: { Name: 'csv', JsonPath: '$' } })),
    ).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    await client().send(new UpdateClassifierCommand({ CsvClassifier: { Name: 'csv', Delimiter: '|' } }));
    const { Classifier } = await client().send(new GetClassifierCommand({ Name: 'csv' }));
    expect(Classifier!.CsvClassifier).toMatchObject({ Delimiter: '|', ContainsHeader: 'PRESENT', Version: 2 });
    const { Classifiers } = await client().send(new GetClassifiersCommand({}));
    expect(Classifiers!.flatMap((each) => Object.keys(each))).toEqual([
      'CsvClassifier',
      'GrokClassifier',
      'JsonClassifier',
    ]);
    await client().send(new DeleteClassifierCommand({ Name: 'json' }));
    await expect(
      client().send(new CreateCrawlerCommand({ ...crawler('classified'), Classifiers: ['json'] })),
    ).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });
});
