/** The Redshift Data API of the local endpoint: statements that are really carried out. */
import { randomUUID } from 'node:crypto';
import { CloudWatchLogsClient, CreateLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  DescribeTableCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  GetStatementResultV2Command,
  ListDatabasesCommand,
  ListSchemasCommand,
  ListSessionsCommand,
  ListStatementsCommand,
  ListTablesCommand,
  RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { endless, makeNumbers, makeWorkgroup, resultRows, runSql, sqlRows, workgroup } from '../support/redshift.ts';

let endpoint: TestEndpoint;
let data: RedshiftDataClient;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  data = new RedshiftDataClient(endpoint.client);
  await makeWorkgroup(endpoint.client);
  await makeNumbers(data);
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

const execute = (sql: string, more: object = {}) =>
  data.send(new ExecuteStatementCommand({ ...workgroup, Sql: sql, ...more }));
const batch = (Sqls: string[], more: object = {}) =>
  data.send(new BatchExecuteStatementCommand({ ...workgroup, Sqls, WaitTimeSeconds: 30, ...more }));
const described = (Id: string | undefined) => data.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 }));
describe('a statement', () => {
  test('gives its rows by type, with what the columns are', async () => {
    const sql = `SELECT 1 AS n, 2.50::numeric(10,2) AS price, '' AS empty, NULL::varchar(9) AS missing, true AS ok, 0.5::float8 AS half,
      '2026-01-31'::date AS day`;
    const statement = await runSql(data, sql);
    expect(statement).toMatchObject({
      Status: 'FINISHED',
      HasResultSet: true,
      ResultRows: 1,
      QueryString: sql,
      WorkgroupName: 'etl',
      Database: 'dev',
      DbUser: 'IAM:strata-local',
      ResultFormat: 'JSON',
    });
    const result = await data.send(new GetStatementResultCommand({ Id: statement.Id }));
    expect(result.TotalNumRows).toBe(1);
    expect(result.ColumnMetadata?.map(({ label, typeName }) => [label, typeName])).toEqual([
      ['n', 'int4'],
      ['price', 'numeric'],
      ['empty', 'varchar'],
      ['missing', 'varchar'],
      ['ok', 'bool'],
      ['half', 'float8'],
      ['day', 'date'],
    ]);
    expect(result.ColumnMetadata?.[1]).toMatchObject({ precision: 10, scale: 2, isSigned: true });
    expect(result.Records).toEqual([
      [
        { longValue: 1 },
        { stringValue: '2.50' },
        { stringValue: '' },
        { isNull: true },
        { booleanValue: true },
        { doubleValue: 0.5 },
        { stringValue: '2026-01-31' },
      ],
    ]);
  });

  test('fails with the words of the warehouse and the place', async () => {
    const { Status, Error: error, HasResultSet, Id } = await runSql(data, 'SELECT a\nFROM nowhere');
    expect(Status).toBe('FAILED');
    expect(error).toBe('ERROR: relation "nowhere" does not exist\n  Position: 15');
    expect(HasResultSet).toBe(false);
    await expect(data.send(new GetStatementResultCommand({ Id }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Query does not have result. Please check query status with DescribeStatement.',
    });
  });

  test('takes parameters, whatever is in them, and refuses what it does not ask for', async () => {
    const Parameters = [
      { name: 'n', value: '41' },
      { name: 'note', value: `it's "so"; DROP TABLE x --` },
    ];
    expect(await sqlRows(data, 'SELECT :n::int + 1, :note', { ...workgroup, Parameters })).toEqual([
      [42, `it's "so"; DROP TABLE x --`],
    ]);
    await expect(execute('SELECT :n', { Parameters })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('[note]'),
    });
  });

  test('comes as CSV where that was asked for, and only so', async () => {
    const { Id } = await runSql(data, `SELECT 1, '', NULL, 'a "b", c'`, { ...workgroup, ResultFormat: 'CSV' });
    const { Records, ResultFormat } = await data.send(new GetStatementResultV2Command({ Id }));
    expect(Records?.map(({ CSVRecords }) => CSVRecords).join('')).toBe('1,"",,"a ""b"", c"\r\n');
    expect(ResultFormat).toBe('CSV');
    await expect(data.send(new GetStatementResultCommand({ Id }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  test('with the same token is the same statement, and another one is refused', async () => {
    const ClientToken = randomUUID();
    await runSql(data, 'CREATE TABLE once (n int)');
    const [a, b] = await Promise.all([1, 2].map(() => execute('INSERT INTO once VALUES (1)', { ClientToken })));
    expect(a?.Id).toBe(b?.Id);
    await described(a?.Id);
    expect(await sqlRows(data, 'SELECT count(*) FROM once')).toEqual([[1]]);
    await expect(execute('SELECT 2', { ClientToken })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('is refused where nothing says, or something wrong, where it runs', async () => {
    const refused = (input: object) => data.send(new ExecuteStatementCommand({ Sql: 'SELECT 1', ...input }));
    await expect(refused({ Database: 'dev' })).rejects.toThrow(
      'Either ClusterIdentifier or WorkgroupName needs to be specified.',
    );
    await expect(refused({ WorkgroupName: 'missing', Database: 'dev' })).rejects.toThrow(
      "Redshift endpoint doesn't exist in this region.",
    );
    await expect(refused({ WorkgroupName: 'etl' })).rejects.toMatchObject({ name: 'ValidationException' });
    const { Status, Error: error } = await runSql(data, 'SELECT 1', { ...workgroup, Database: 'nowhere' });
    expect(Status).toBe('FAILED');
    expect(error).toContain('database "nowhere" does not exist');
  });

  test('is cancelled while it runs, and not twice', async () => {
    const { Id } = await execute(endless);
    await expect.poll(async () => (await data.send(new DescribeStatementCommand({ Id }))).Status).toBe('STARTED');
    expect(await data.send(new CancelStatementCommand({ Id }))).toMatchObject({ Status: true });
    expect((await described(Id)).Status).toBe('ABORTED');
    await expect(data.send(new CancelStatementCommand({ Id }))).rejects.toThrow(/already in ABORTED state/);
    // What was cancelled leaves the warehouse as it was.
    expect(await sqlRows(data, 'SELECT count(*) FROM nums')).toEqual([[10000]]);
  });
});

describe('a batch', () => {
  test('is one transaction: the first failure undoes all of it', async () => {
    await runSql(data, 'CREATE TABLE ledger (n int)');
    const failed = await batch([
      'INSERT INTO ledger VALUES (1)',
      'SELECT count(*) FROM ledger',
      'SELECT 1 FROM nowhere',
      'SELECT 4',
    ]);
    const statement = await described(failed.Id);
    expect(statement).toMatchObject({
      Status: 'FAILED',
      Error: expect.stringMatching(/^Query #3 failed with ERROR: relation "nowhere" does not exist/),
      HasResultSet: false,
    });
    expect(statement.SubStatements?.map(({ Id, Status }) => [Id, Status])).toEqual([
      [`${failed.Id}:1`, 'FINISHED'],
      [`${failed.Id}:2`, 'FINISHED'],
      [`${failed.Id}:3`, 'FAILED'],
      [`${failed.Id}:4`, 'ABORTED'],
    ]);
    expect(await sqlRows(data, 'SELECT count(*) FROM ledger')).toEqual([[0]]);
  });

  test('that succeeds has a result for each of its statements', async () => {
    const { Id } = await batch(
      ['CREATE TABLE parts (n int)', 'INSERT INTO parts VALUES (:a), (2)', 'SELECT sum(n) FROM parts', 'SELECT :b'],
      {
        Parameters: [
          { name: 'a', value: '1' },
          { name: 'b', value: 'x' },
        ],
      },
    );
    const { Status, SubStatements } = await described(Id);
    expect(Status).toBe('FINISHED');
    expect(SubStatements?.map(({ HasResultSet, ResultRows }) => [HasResultSet, ResultRows])).toEqual([
      [false, -1],
      [false, 2],
      [true, 1],
      [true, 1],
    ]);
    expect(await resultRows(data, `${Id}:3`)).toEqual([[3]]);
    expect(await resultRows(data, `${Id}:4`)).toEqual([['x']]);
    await expect(resultRows(data, `${Id}:1`)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(await data.send(new DescribeStatementCommand({ Id: `${Id}:2` }))).toMatchObject({ Status: 'FINISHED' });
  });

  test('may keep what succeeds, each statement for itself', async () => {
    const { Id } = await batch(['CREATE TABLE kept (n int)', 'SELECT 1 FROM nowhere', 'INSERT INTO kept VALUES (1)'], {
      ExecutionMode: 'AUTO_COMMIT',
    });
    expect((await described(Id)).SubStatements?.map(({ Status }) => Status)).toEqual([
      'FINISHED',
      'FAILED',
      'FINISHED',
    ]);
    expect(await sqlRows(data, 'SELECT n FROM kept')).toEqual([[1]]);
  });
});

test('a session keeps its temporary tables and settings from one statement to the next', async () => {
  const first = await execute('CREATE TEMP TABLE mine AS SELECT 7 AS n', { SessionKeepAliveSeconds: 600 });
  const SessionId = first.SessionId;
  expect(SessionId).toMatch(/^[0-9a-f-]{36}$/);
  expect((await described(first.Id)).Status).toBe('FINISHED');
  expect(await sqlRows(data, 'SELECT n FROM mine', { SessionId })).toEqual([[7]]);
  // Others do not see it, and one who names a place besides has mistaken something.
  expect((await runSql(data, 'SELECT n FROM mine')).Status).toBe('FAILED');
  await expect(runSql(data, 'SELECT 1', { ...workgroup, SessionId })).rejects.toMatchObject({
    name: 'ValidationException',
  });
  await expect(runSql(data, 'SELECT 1', { SessionId: randomUUID() })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  const listed = async (input: object) => (await data.send(new ListSessionsCommand(input))).Sessions ?? [];
  expect(await listed({ ...workgroup, Status: 'AVAILABLE' })).toMatchObject([
    { SessionId, Database: 'dev', WorkgroupName: 'etl', SessionAliveSeconds: 600, SessionTtl: expect.any(Date) },
  ]);
  expect(await listed({ WorkgroupName: 'another' })).toEqual([]);
  await expect(listed({ SessionId, Database: 'dev' })).rejects.toMatchObject({ name: 'ValidationException' });
  const slow = await data.send(new ExecuteStatementCommand({ SessionId, Sql: endless }));
  expect(await listed({ SessionId })).toMatchObject([{ Status: 'BUSY', CurrentStatementId: slow.Id }]);
  await expect(data.send(new ExecuteStatementCommand({ SessionId, Sql: 'SELECT 1' }))).rejects.toThrow(/busy/);
  await data.send(new CancelStatementCommand({ Id: slow.Id }));
  expect(await sqlRows(data, 'SELECT n FROM mine', { SessionId })).toEqual([[7]]);
  await runSql(data, 'SELECT 1', { SessionId, SessionKeepAliveSeconds: 1 });
  await expect.poll(() => listed({ Status: 'CLOSED' }), { timeout: 15_000 }).toMatchObject([{ SessionId }]);
  expect(await listed({})).toEqual([]);
});

test('a result of 100,000 rows comes in pages, each row once and in order', async () => {
  const { Id } = await runSql(
    data,
    `SELECT a.n * 10 + b.n AS id, 'row ' || (a.n * 10 + b.n) AS label FROM nums a, nums b WHERE b.n < 10 ORDER BY 1`,
  );
  const first = await data.send(new GetStatementResultCommand({ Id }));
  expect(first.TotalNumRows).toBe(100_000);
  expect(first.NextToken).toBeDefined();
  expect((first.Records ?? []).length).toBeLessThan(100_000);
  const rows = await resultRows(data, Id ?? '');
  expect(rows).toHaveLength(100_000);
  expect(rows.every(([id, label], i) => id === i && label === `row ${i}`)).toBe(true);
  await expect(data.send(new GetStatementResultCommand({ Id, NextToken: 'nonsense' }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
});

test('statements are listed newest first, by name, status and place', async () => {
  const names = async (input: object) =>
    ((await data.send(new ListStatementsCommand(input))).Statements ?? []).map(({ StatementName }) => StatementName);
  for (const [name, sql] of [
    ['nightly_1', 'SELECT 1'],
    ['nightly_2', 'SELECT 1 FROM nowhere'],
    ['nightly_3', 'SELECT 3'],
    ['nightlyX', 'SELECT 4'],
  ] as const) {
    await runSql(data, sql, { ...workgroup, StatementName: name });
  }
  expect(await names({ StatementName: 'nightly_' })).toEqual(['nightly_3', 'nightly_1']);
  expect(await names({ StatementName: 'nightly', Status: 'ALL' })).toEqual([
    'nightlyX',
    'nightly_3',
    'nightly_2',
    'nightly_1',
  ]);
  expect(await names({ StatementName: 'nightly', Status: 'FAILED', WorkgroupName: 'etl' })).toEqual(['nightly_2']);
  expect(await names({ StatementName: 'nightly', Status: 'ALL', WorkgroupName: 'other' })).toEqual([]);
  const page = await data.send(new ListStatementsCommand({ StatementName: 'nightly', Status: 'ALL', MaxResults: 3 }));
  expect(page.Statements).toHaveLength(3);
  const { NextToken } = page;
  expect(await names({ StatementName: 'nightly', Status: 'ALL', NextToken })).toEqual(['nightly_1']);
});

test('the catalog is listed by patterns and pages', async () => {
  await runSql(data, 'CREATE SCHEMA shop');
  await runSql(data, `CREATE TABLE shop.orders (id bigint NOT NULL, total numeric(12,2) DEFAULT 0, note varchar(40))`);
  await runSql(data, 'CREATE TABLE shop.order_lines (id int)');
  await runSql(data, 'CREATE VIEW shop.recent AS SELECT id FROM shop.orders');
  expect((await data.send(new ListDatabasesCommand(workgroup))).Databases).toContain('dev');
  const { Schemas } = await data.send(new ListSchemasCommand({ ...workgroup, SchemaPattern: 'sh%' }));
  expect(Schemas).toEqual(['shop']);
  const { Tables } = await data.send(
    new ListTablesCommand({ ...workgroup, SchemaPattern: 'shop', TablePattern: '%r%' }),
  );
  expect(Tables).toEqual([
    { schema: 'shop', name: 'order_lines', type: 'TABLE' },
    { schema: 'shop', name: 'orders', type: 'TABLE' },
    { schema: 'shop', name: 'recent', type: 'VIEW' },
  ]);
  const page = await data.send(new ListTablesCommand({ ...workgroup, SchemaPattern: 'shop', MaxResults: 2 }));
  expect(page.Tables).toHaveLength(2);
  const next = { ...workgroup, SchemaPattern: 'shop', MaxResults: 2, NextToken: page.NextToken };
  expect((await data.send(new ListTablesCommand(next))).Tables?.map(({ name }) => name)).toEqual(['recent']);
  const { ColumnList } = await data.send(new DescribeTableCommand({ ...workgroup, Schema: 'shop', Table: 'orders' }));
  expect(
    ColumnList?.map(({ name, typeName, nullable, precision, scale }) => [name, typeName, nullable, precision, scale]),
  ).toEqual([
    ['id', 'int8', 0, 19, 0],
    ['total', 'numeric', 1, 12, 2],
    ['note', 'varchar', 1, 40, 0],
  ]);
});

test('the end of a statement is an event for those who asked for it', async () => {
  const events = new EventBridgeClient(endpoint.client);
  const logs = new CloudWatchLogsClient(endpoint.client);
  const logGroupName = '/aws/events/redshift';
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  const EventPattern = JSON.stringify({
    source: ['aws.redshift-data'],
    'detail-type': ['Redshift Data Statement Status Change'],
  });
  await events.send(new PutRuleCommand({ Name: 'statements', EventPattern }));
  const Arn = `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}`;
  await events.send(new PutTargetsCommand({ Rule: 'statements', Targets: [{ Id: 'log', Arn }] }));
  await runSql(data, 'SELECT 1');
  const { Id } = await runSql(data, 'SELECT 1 UNION ALL SELECT 2', {
    ...workgroup,
    WithEvent: true,
    StatementName: 'told',
  });
  const told = async () => (await logs.send(new FilterLogEventsCommand({ logGroupName }))).events ?? [];
  await expect.poll(async () => (await told()).length, { timeout: 20_000 }).toBe(1);
  const event = JSON.parse((await told())[0]?.message ?? '');
  expect(event).toMatchObject({
    resources: ['arn:aws:redshift-serverless:us-east-1:000000000000:workgroup/etl'],
    detail: { statementId: Id, statementName: 'told', state: 'FINISHED', rows: 2 },
  });
});

test('after a kill, finished results are there, and what ran has failed with the reason', async () => {
  const done = await runSql(data, 'SELECT n FROM nums WHERE n < 3 ORDER BY n');
  await runSql(data, 'CREATE TABLE survived AS SELECT 1 AS n');
  const running = await execute(endless);
  const waiting = await batch(['INSERT INTO survived VALUES (2)', endless], { WaitTimeSeconds: 1 });
  await endpoint.kill9();
  await endpoint.restart();
  data = new RedshiftDataClient(endpoint.client);
  expect(await resultRows(data, done.Id ?? '')).toEqual([[0], [1], [2]]);
  for (const { Id } of [running, waiting]) {
    expect(await described(Id)).toMatchObject({
      Status: 'FAILED',
      Error: 'The statement was interrupted by a stop of the local endpoint.',
    });
  }
  // The half of a batch is no change at all.
  expect(await sqlRows(data, 'SELECT n FROM survived')).toEqual([[1]]);
});
