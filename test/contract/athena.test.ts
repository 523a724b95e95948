/** Athena's API against the local endpoint and moto: what both know, and what only a service that executes can do. */
import {
  AthenaClient,
  BatchGetNamedQueryCommand,
  BatchGetQueryExecutionCommand,
  CreateDataCatalogCommand,
  CreateNamedQueryCommand,
  CreatePreparedStatementCommand,
  CreateWorkGroupCommand,
  DeleteNamedQueryCommand,
  DeleteWorkGroupCommand,
  GetDataCatalogCommand,
  GetNamedQueryCommand,
  GetPreparedStatementCommand,
  GetQueryExecutionCommand,
  GetWorkGroupCommand,
  ListDatabasesCommand,
  ListDataCatalogsCommand,
  ListNamedQueriesCommand,
  ListPreparedStatementsCommand,
  ListQueryExecutionsCommand,
  ListTagsForResourceCommand,
  ListWorkGroupsCommand,
  StartQueryExecutionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateNamedQueryCommand,
  UpdateWorkGroupCommand,
} from '@aws-sdk/client-athena';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type Moto, startMoto } from '../support/moto.ts';

let endpoint: TestEndpoint;
let moto: Moto;
beforeAll(async () => {
  [endpoint, moto] = await Promise.all([startTestEndpoint(), startMoto()]);
  for (const client of [new S3Client(endpoint.client), new S3Client({ ...endpoint.client, endpoint: moto.url })]) {
    await client.send(new CreateBucketCommand({ Bucket: 'results' }));
  }
});
afterAll(async () => {
  await endpoint?.[Symbol.asyncDispose]();
  await moto?.[Symbol.asyncDispose]();
});

const clients = {
  local: () => new AthenaClient(endpoint.client),
  moto: () => new AthenaClient({ ...endpoint.client, endpoint: moto.url }),
};
const accounts = { local: '000000000000', moto: '123456789012' };

describe.each(Object.keys(clients) as (keyof typeof clients)[])('%s', (which) => {
  test('a workgroup is made once, with its configuration and tags, and deleted', async () => {
    const client = clients[which]();
    await client.send(
      new CreateWorkGroupCommand({
        Name: 'reports',
        Description: 'Monthly',
        Configuration: { ResultConfiguration: { OutputLocation: 's3://results/reports/' } },
        Tags: [{ Key: 'team', Value: 'data' }],
      }),
    );
    const { WorkGroup } = await client.send(new GetWorkGroupCommand({ WorkGroup: 'reports' }));
    expect(WorkGroup).toMatchObject({
      Name: 'reports',
      State: 'ENABLED',
      Description: 'Monthly',
      Configuration: {
        ResultConfiguration: { OutputLocation: 's3://results/reports/' },
        EnforceWorkGroupConfiguration: true,
        PublishCloudWatchMetricsEnabled: false,
        RequesterPaysEnabled: false,
        EnableMinimumEncryptionConfiguration: false,
        EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' },
      },
    });
    expect(WorkGroup?.CreationTime).toBeInstanceOf(Date);
    await expect(client.send(new CreateWorkGroupCommand({ Name: 'reports' }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
      $metadata: { httpStatusCode: 400 },
    });
    const { WorkGroups } = await client.send(new ListWorkGroupsCommand({}));
    expect(WorkGroups?.map(({ Name }) => Name).sort()).toEqual(['primary', 'reports']);
    const ResourceARN = `arn:aws:athena:us-east-1:${accounts[which]}:workgroup/reports`;
    await client.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: 'owner', Value: 'ana' }] }));
    await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['team'] }));
    const { Tags } = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(Tags).toEqual([{ Key: 'owner', Value: 'ana' }]);
    await client.send(new DeleteWorkGroupCommand({ WorkGroup: 'reports' }));
    const left = await client.send(new ListWorkGroupsCommand({}));
    expect(left.WorkGroups?.map(({ Name }) => Name)).toEqual(['primary']);
  });

  test('the primary workgroup is there, and enforces nothing', async () => {
    const { WorkGroup } = await clients[which]().send(new GetWorkGroupCommand({ WorkGroup: 'primary' }));
    expect(WorkGroup).toMatchObject({
      Name: 'primary',
      State: 'ENABLED',
      Configuration: { ResultConfiguration: {}, EnforceWorkGroupConfiguration: false },
    });
  });

  test('named queries are saved in their workgroup', async () => {
    const client = clients[which]();
    const { NamedQueryId } = await client.send(
      new CreateNamedQueryCommand({
        Name: 'daily',
        Description: 'Sales of a day',
        Database: 'shop',
        QueryString: 'SELECT 1',
      }),
    );
    const { NamedQuery } = await client.send(new GetNamedQueryCommand({ NamedQueryId }));
    expect(NamedQuery).toEqual({
      NamedQueryId,
      Name: 'daily',
      Description: 'Sales of a day',
      Database: 'shop',
      QueryString: 'SELECT 1',
      WorkGroup: 'primary',
    });
    const { NamedQueryIds } = await client.send(new ListNamedQueriesCommand({ WorkGroup: 'primary' }));
    expect(NamedQueryIds).toEqual([NamedQueryId]);
    await expect(
      client.send(
        new CreateNamedQueryCommand({ Name: 'x', Database: 'shop', QueryString: 'SELECT 1', WorkGroup: 'none' }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });

  test('prepared statements are kept by name', async () => {
    const client = clients[which]();
    const at = { StatementName: 'by_id', WorkGroup: 'primary' };
    await client.send(new CreatePreparedStatementCommand({ ...at, QueryStatement: 'SELECT ?', Description: 'one' }));
    const { PreparedStatement } = await client.send(new GetPreparedStatementCommand(at));
    expect(PreparedStatement).toMatchObject({
      StatementName: 'by_id',
      QueryStatement: 'SELECT ?',
      WorkGroupName: 'primary',
      Description: 'one',
    });
  });

  test('data catalogs of the own account are listed', async () => {
    const client = clients[which]();
    const Parameters = { 'catalog-id': accounts[which] };
    await client.send(new CreateDataCatalogCommand({ Name: 'mine', Type: 'GLUE', Description: 'own', Parameters }));
    const { DataCatalog } = await client.send(new GetDataCatalogCommand({ Name: 'mine' }));
    expect(DataCatalog).toMatchObject({ Name: 'mine', Type: 'GLUE', Description: 'own', Parameters });
    const { DataCatalogsSummary } = await client.send(new ListDataCatalogsCommand({}));
    expect(DataCatalogsSummary?.map(({ CatalogName }) => CatalogName)).toContain('mine');
    await expect(
      client.send(new CreateDataCatalogCommand({ Name: 'mine', Type: 'GLUE', Parameters })),
    ).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });

  test('a query is started, described and listed in its workgroup', async () => {
    const client = clients[which]();
    await client.send(new CreateWorkGroupCommand({ Name: 'adhoc' }));
    const { QueryExecutionId } = await client.send(
      new StartQueryExecutionCommand({
        QueryString: 'CREATE DATABASE lake',
        WorkGroup: 'adhoc',
        ResultConfiguration: { OutputLocation: 's3://results/adhoc/' },
      }),
    );
    const describeIt = () => client.send(new GetQueryExecutionCommand({ QueryExecutionId }));
    await expect.poll(async () => (await describeIt()).QueryExecution?.Status?.State).toBe('SUCCEEDED');
    const { QueryExecution } = await describeIt();
    expect(QueryExecution).toMatchObject({
      QueryExecutionId,
      Query: 'CREATE DATABASE lake',
      StatementType: 'DDL',
      WorkGroup: 'adhoc',
      Statistics: { DataScannedInBytes: 0, ResultReuseInformation: { ReusedPreviousResult: false } },
    });
    expect(QueryExecution?.ResultConfiguration?.OutputLocation).toMatch(`s3://results/adhoc/${QueryExecutionId}.`);
    expect(QueryExecution?.Status?.SubmissionDateTime).toBeInstanceOf(Date);
    const { QueryExecutionIds } = await client.send(new ListQueryExecutionsCommand({ WorkGroup: 'adhoc' }));
    expect(QueryExecutionIds).toEqual([QueryExecutionId]);
    const { DatabaseList } = await client.send(new ListDatabasesCommand({ CatalogName: 'AwsDataCatalog' }));
    expect(DatabaseList?.map(({ Name }) => Name)).toContain('lake');
  });
});

describe('the local endpoint alone', () => {
  const client = () => clients.local();
  const refused = (message: string | RegExp) => ({
    name: 'InvalidRequestException',
    message: expect.stringMatching(message),
  });

  test('workgroups change member by member', async () => {
    await client().send(
      new CreateWorkGroupCommand({
        Name: 'changing',
        Configuration: {
          ResultConfiguration: { OutputLocation: 's3://results/a/', ExpectedBucketOwner: '000000000000' },
          BytesScannedCutoffPerQuery: 10_000_000,
        },
      }),
    );
    await client().send(
      new UpdateWorkGroupCommand({
        WorkGroup: 'changing',
        State: 'DISABLED',
        ConfigurationUpdates: {
          EnforceWorkGroupConfiguration: false,
          RemoveBytesScannedCutoffPerQuery: true,
          ResultConfigurationUpdates: { OutputLocation: 's3://results/b/', RemoveExpectedBucketOwner: true },
        },
      }),
    );
    const { WorkGroup } = await client().send(new GetWorkGroupCommand({ WorkGroup: 'changing' }));
    expect(WorkGroup).toMatchObject({ State: 'DISABLED' });
    expect(WorkGroup?.Configuration).toMatchObject({ EnforceWorkGroupConfiguration: false });
    expect(WorkGroup?.Configuration).not.toHaveProperty('BytesScannedCutoffPerQuery');
    expect(WorkGroup?.Configuration?.ResultConfiguration).toEqual({ OutputLocation: 's3://results/b/' });
    const start = new StartQueryExecutionCommand({ QueryString: 'SHOW DATABASES', WorkGroup: 'changing' });
    await expect(client().send(start)).rejects.toMatchObject(refused('WorkGroup changing is disabled.'));
  });

  test('bad places, names and versions of a workgroup are refused', async () => {
    const create = (Configuration: object, Name = 'bad') =>
      client().send(new CreateWorkGroupCommand({ Name, Configuration }));
    await expect(create({ ResultConfiguration: { OutputLocation: '/tmp/x' } })).rejects.toMatchObject(
      refused('outputLocation is not a valid S3 path.'),
    );
    await expect(create({ EngineVersion: { SelectedEngineVersion: 'Athena engine version 2' } })).rejects.toMatchObject(
      refused('engine version'),
    );
    await expect(create({}, 'a b')).rejects.toMatchObject(
      refused("Value 'a b' at 'name' failed to satisfy constraint"),
    );
    await expect(client().send(new GetWorkGroupCommand({ WorkGroup: 'none' }))).rejects.toMatchObject(
      refused('WorkGroup none is not found.'),
    );
    await expect(client().send(new DeleteWorkGroupCommand({ WorkGroup: 'primary' }))).rejects.toMatchObject(
      refused('primary'),
    );
  });

  test('a workgroup with content is deleted recursively only', async () => {
    await client().send(new CreateWorkGroupCommand({ Name: 'full' }));
    const saved = { Name: 'x', Database: 'shop', QueryString: 'SELECT 1', WorkGroup: 'full' };
    await client().send(new CreateNamedQueryCommand(saved));
    await client().send(
      new CreatePreparedStatementCommand({ StatementName: 'p', WorkGroup: 'full', QueryStatement: 'SELECT 1' }),
    );
    await expect(client().send(new DeleteWorkGroupCommand({ WorkGroup: 'full' }))).rejects.toMatchObject(
      refused('is not empty'),
    );
    await client().send(new DeleteWorkGroupCommand({ WorkGroup: 'full', RecursiveDeleteOption: true }));
    await client().send(new CreateWorkGroupCommand({ Name: 'full' }));
    const { NamedQueryIds } = await client().send(new ListNamedQueriesCommand({ WorkGroup: 'full' }));
    expect(NamedQueryIds).toEqual([]);
    const { PreparedStatements } = await client().send(new ListPreparedStatementsCommand({ WorkGroup: 'full' }));
    expect(PreparedStatements).toEqual([]);
  });

  test('named queries are changed, batched, paged and deleted', async () => {
    await client().send(new CreateWorkGroupCommand({ Name: 'saved' }));
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) {
      const query = { Name: `q${i}`, Database: 'shop', QueryString: `SELECT ${i}`, WorkGroup: 'saved' };
      ids.push((await client().send(new CreateNamedQueryCommand(query))).NamedQueryId ?? '');
    }
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client().send(new ListNamedQueriesCommand({ WorkGroup: 'saved', MaxResults: 2, NextToken }));
      seen.push(...(page.NamedQueryIds ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(seen.sort()).toEqual([...ids].sort());
    const [first = '', second = ''] = ids;
    await client().send(
      new UpdateNamedQueryCommand({ NamedQueryId: first, Name: 'renamed', QueryString: 'SELECT 9', Description: 'd' }),
    );
    await client().send(new DeleteNamedQueryCommand({ NamedQueryId: second }));
    const batch = await client().send(new BatchGetNamedQueryCommand({ NamedQueryIds: [first, second] }));
    expect(batch.NamedQueries).toMatchObject([
      { NamedQueryId: first, Name: 'renamed', QueryString: 'SELECT 9', Description: 'd', Database: 'shop' },
    ]);
    expect(batch.UnprocessedNamedQueryIds).toMatchObject([{ NamedQueryId: second }]);
  });

  test('a query needs a place for its result', async () => {
    const start = (input: object) =>
      client().send(new StartQueryExecutionCommand({ QueryString: 'SHOW DATABASES', ...input }));
    await expect(start({})).rejects.toMatchObject(refused(/^No output location provided\./));
    await expect(start({ ResultConfiguration: { OutputLocation: 's3://nowhere/x/' } })).rejects.toMatchObject(
      refused('Unable to verify/create output bucket nowhere'),
    );
    await expect(start({ WorkGroup: 'none' })).rejects.toMatchObject(refused('WorkGroup none is not found.'));
  });

  test('what a workgroup enforces holds against what a query asks for', async () => {
    await client().send(
      new CreateWorkGroupCommand({
        Name: 'strict',
        Configuration: { ResultConfiguration: { OutputLocation: 's3://results/strict/' } },
      }),
    );
    const { QueryExecutionId } = await client().send(
      new StartQueryExecutionCommand({
        QueryString: 'SHOW DATABASES',
        WorkGroup: 'strict',
        ResultConfiguration: { OutputLocation: 's3://results/own/' },
      }),
    );
    const { QueryExecution } = await client().send(new GetQueryExecutionCommand({ QueryExecutionId }));
    expect(QueryExecution?.ResultConfiguration?.OutputLocation).toBe(`s3://results/strict/${QueryExecutionId}.txt`);
    expect(QueryExecution?.EngineVersion?.EffectiveEngineVersion).toBe('Athena engine version 3');
  });

  test('a request with the same token starts one query', async () => {
    const input = {
      QueryString: 'SHOW DATABASES',
      ClientRequestToken: 'a-token-of-at-least-thirty-two-characters',
      ResultConfiguration: { OutputLocation: 's3://results/once/' },
    };
    const starts = await Promise.all([1, 2, 3].map(() => client().send(new StartQueryExecutionCommand(input))));
    expect(new Set(starts.map(({ QueryExecutionId }) => QueryExecutionId)).size).toBe(1);
    const other = new StartQueryExecutionCommand({ ...input, QueryString: 'SHOW TABLES' });
    await expect(client().send(other)).rejects.toMatchObject(refused('Idempotent parameters do not match'));
  });

  test('executions are listed newest first, page by page, and batched', async () => {
    await client().send(new CreateWorkGroupCommand({ Name: 'history' }));
    const ids: (string | undefined)[] = [];
    for (let i = 0; i < 5; i++) {
      const started = await client().send(
        new StartQueryExecutionCommand({
          QueryString: 'SHOW DATABASES',
          WorkGroup: 'history',
          ResultConfiguration: { OutputLocation: 's3://results/h/' },
        }),
      );
      ids.unshift(started.QueryExecutionId);
    }
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client().send(
        new ListQueryExecutionsCommand({ WorkGroup: 'history', MaxResults: 2, NextToken }),
      );
      expect(page.QueryExecutionIds?.length).toBeLessThanOrEqual(2);
      seen.push(...(page.QueryExecutionIds ?? []));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(seen).toEqual(ids);
    const batch = await client().send(new BatchGetQueryExecutionCommand({ QueryExecutionIds: [seen[0]!, 'none'] }));
    expect(batch.QueryExecutions).toMatchObject([{ QueryExecutionId: seen[0] }]);
    expect(batch.UnprocessedQueryExecutionIds).toMatchObject([{ QueryExecutionId: 'none' }]);
    await expect(
      client().send(new ListQueryExecutionsCommand({ WorkGroup: 'history', NextToken: 'rubbish' })),
    ).rejects.toMatchObject(refused('NextToken'));
  });

  test('catalogs that no query could read are refused', async () => {
    const create = (Type: 'LAMBDA' | 'GLUE', Parameters: Record<string, string>) =>
      client().send(new CreateDataCatalogCommand({ Name: 'other', Type, Parameters }));
    await expect(create('LAMBDA', { function: 'arn:aws:lambda:us-east-1:1:function:x' })).rejects.toMatchObject(
      refused('own Glue catalog only'),
    );
    await expect(create('GLUE', { 'catalog-id': '111111111111' })).rejects.toMatchObject(refused('000000000000'));
  });
});
