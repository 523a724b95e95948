/** QuickSight's data of the local endpoint: extracts that are really read from the warehouse, Athena, S3 and PostgreSQL. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { AthenaClient, CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import {
  CancelIngestionCommand,
  CreateDashboardCommand,
  CreateDataSetCommand,
  type CreateDataSetCommandInput,
  CreateDataSourceCommand,
  type CreateDataSourceCommandInput,
  CreateIngestionCommand,
  CreateRefreshScheduleCommand,
  DeleteDataSetCommand,
  DescribeDashboardCommand,
  DescribeDataSetCommand,
  DescribeDataSetPermissionsCommand,
  DescribeDataSourceCommand,
  DescribeIngestionCommand,
  DescribeRefreshScheduleCommand,
  type Ingestion,
  type InputColumn,
  ListDataSetsCommand,
  ListIngestionsCommand,
  ListTagsForResourceCommand,
  type LogicalTable,
  QuickSightClient,
  RegisterUserCommand,
  UpdateDataSetCommand,
  UpdateDataSetPermissionsCommand,
} from '@aws-sdk/client-quicksight';
import { CreateDBInstanceCommand, DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { endless, makeWorkgroup, runSql } from '../support/redshift.ts';

let endpoint: TestEndpoint;
let quickSight: QuickSightClient;
let data: RedshiftDataClient;
let duckdb: DuckDBConnection;
let AwsAccountId: string;

beforeAll(async () => {
  endpoint = await startTestEndpoint();
  AwsAccountId = endpoint.file.accountId;
  quickSight = new QuickSightClient(endpoint.client);
  data = new RedshiftDataClient(endpoint.client);
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  await makeWorkgroup(endpoint.client);
  await runSql(data, 'CREATE TABLE sales (region varchar(20), sold timestamp, amount numeric(18,4), orders int)');
  await runSql(
    data,
    `INSERT INTO sales VALUES ('Lima', '2026-01-31 10:00:00', 99999999999999.9999, 3), ('Cusco', '2026-02-01', 0.0001, 1),
      ('Áncash "x"', NULL, NULL, NULL)`,
  );
  await source('warehouse', 'REDSHIFT', {
    RedshiftParameters: { Host: '127.0.0.1', Port: endpoint.file.warehousePort ?? 0, Database: 'dev' },
  });
  const s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

const waiting = { timeout: 30_000, interval: 30 };
const put = (Key: string, Body: string) =>
  new S3Client(endpoint.client).send(new PutObjectCommand({ Bucket: 'lake', Key, Body }));

/** Makes a data source and waits until it was tried. */
async function source(
  id: string,
  Type: CreateDataSourceCommandInput['Type'],
  DataSourceParameters: CreateDataSourceCommandInput['DataSourceParameters'],
  more: Partial<CreateDataSourceCommandInput> = {},
) {
  const input = { AwsAccountId, DataSourceId: id, Name: id, Type, DataSourceParameters, ...more };
  await quickSight.send(new CreateDataSourceCommand(input));
  return await vi.waitFor(async () => {
    const command = new DescribeDataSourceCommand({ AwsAccountId, DataSourceId: id });
    const { DataSource } = await quickSight.send(command);
    expect(DataSource?.Status).toMatch(/SUCCESSFUL|FAILED/);
    return DataSource;
  }, waiting);
}

const arn = (id: string) => `arn:aws:quicksight:us-east-1:${AwsAccountId}:datasource/${id}`;
const columns: InputColumn[] = [
  { Name: 'region', Type: 'STRING' },
  { Name: 'sold', Type: 'DATETIME' },
  { Name: 'amount', Type: 'DECIMAL' },
  { Name: 'orders', Type: 'INTEGER' },
];
const sales = { RelationalTable: { DataSourceArn: '', Schema: 'public', Name: 'sales', InputColumns: columns } };

function setInput(id: string, more: Partial<CreateDataSetCommandInput> = {}): CreateDataSetCommandInput {
  const table = { RelationalTable: { ...sales.RelationalTable, DataSourceArn: arn('warehouse') } };
  const tables = { PhysicalTableMap: { sales: table }, ImportMode: 'SPICE' } as const;
  return { AwsAccountId, DataSetId: id, Name: id, ...tables, ...more };
}

/** Makes a data set and waits for its first import. */
async function dataSet(id: string, more: Partial<CreateDataSetCommandInput> = {}): Promise<Ingestion> {
  const { IngestionId } = await quickSight.send(new CreateDataSetCommand(setInput(id, more)));
  return await ended(id, IngestionId);
}

async function ended(DataSetId: string, IngestionId: string | undefined): Promise<Ingestion> {
  return await vi.waitFor(async () => {
    const input = { AwsAccountId, DataSetId, IngestionId };
    const { Ingestion: found } = await quickSight.send(new DescribeIngestionCommand(input));
    expect(found?.IngestionStatus).toMatch(/COMPLETED|FAILED|CANCELLED/);
    return found!;
  }, waiting);
}

const folderOf = (id: string) => path.join(endpoint.state, 'quicksight', 'us-east-1', id);

/** The rows of a data set's extract, with the types that the file has. */
async function rowsOf(id: string) {
  const { file } = JSON.parse(await readFile(path.join(folderOf(id), 'latest.json'), 'utf8')) as { file: string };
  const sql = `SELECT * FROM read_parquet('${path.join(folderOf(id), file)}') ORDER BY 1`;
  const result = await duckdb.runAndReadAll(sql);
  return { rows: result.getRowsJson(), types: result.columnTypes().map(String) };
}

const refresh = (DataSetId: string, IngestionId: string) =>
  quickSight.send(new CreateIngestionCommand({ AwsAccountId, DataSetId, IngestionId, IngestionType: 'FULL_REFRESH' }));

describe('a data set over the warehouse', () => {
  test('is an extract with exact decimals', async () => {
    const first = await dataSet('sales', { Tags: [{ Key: 'team', Value: 'bi' }] });
    expect(first).toMatchObject({
      IngestionStatus: 'COMPLETED',
      RequestType: 'INITIAL_INGESTION',
      RequestSource: 'MANUAL',
      RowInfo: { RowsIngested: 3, RowsDropped: 0, TotalRowsInDataset: 3 },
    });
    expect(await rowsOf('sales')).toEqual({
      rows: [
        ['Cusco', '2026-02-01 00:00:00', '0.0001', '1'],
        ['Lima', '2026-01-31 10:00:00', '99999999999999.9999', '3'],
        ['Áncash "x"', null, null, null],
      ],
      types: ['VARCHAR', 'TIMESTAMP', 'DECIMAL(18,4)', 'BIGINT'],
    });
    const described = await quickSight.send(new DescribeDataSetCommand({ AwsAccountId, DataSetId: 'sales' }));
    expect(described.DataSet?.OutputColumns).toEqual(columns);
    expect(described.DataSet?.ConsumedSpiceCapacityInBytes).toBe(first.IngestionSizeInBytes);
    const tags = await quickSight.send(new ListTagsForResourceCommand({ ResourceArn: described.DataSet?.Arn }));
    expect(tags.Tags).toEqual([{ Key: 'team', Value: 'bi' }]);
  });

  test('is read again by an ingestion, and keeps its rows when one fails', async () => {
    await dataSet('again');
    await runSql(data, "INSERT INTO sales VALUES ('Piura', '2026-03-01', 5, 1)");
    const created = await refresh('again', 'second');
    expect(created).toMatchObject({
      $metadata: { httpStatusCode: 201 },
      IngestionId: 'second',
      IngestionStatus: 'INITIALIZED',
    });
    expect(await ended('again', 'second')).toMatchObject({ RequestType: 'FULL_REFRESH', RowInfo: { RowsIngested: 4 } });
    await expect(refresh('again', 'second')).rejects.toMatchObject({ name: 'ResourceExistsException' });

    await runSql(data, 'ALTER TABLE sales RENAME TO sold');
    await refresh('again', 'third');
    const failed = await ended('again', 'third');
    await runSql(data, 'ALTER TABLE sold RENAME TO sales');
    expect(failed).toMatchObject({ IngestionStatus: 'FAILED', ErrorInfo: { Type: 'SQL_TABLE_NOT_FOUND' } });
    expect(failed.ErrorInfo?.Message).toMatch(/sales/);
    expect((await rowsOf('again')).rows).toHaveLength(4);
    expect((await readdir(folderOf('again'))).sort()).toEqual(['latest.json', 'second.parquet']);
    const { Ingestions } = await quickSight.send(new ListIngestionsCommand({ AwsAccountId, DataSetId: 'again' }));
    expect(Ingestions?.map(({ IngestionStatus }) => IngestionStatus)).toEqual(['FAILED', 'COMPLETED', 'COMPLETED']);
    await runSql(data, "DELETE FROM sales WHERE region = 'Piura'");
  });

  test('takes the steps of its logical table, in their order', async () => {
    const DataTransforms: LogicalTable['DataTransforms'] = [
      { RenameColumnOperation: { ColumnName: 'amount', NewColumnName: 'Sales' } },
      { FilterOperation: { ConditionExpression: "{orders} > 0 AND NOT region = 'nowhere'" } },
      {
        CreateColumnsOperation: {
          Columns: [
            {
              ColumnName: 'Each',
              ColumnId: 'e',
              Expression: "ifelse({orders} >= 2, 'many', concat('one of ', toUpper(region)))",
            },
            { ColumnName: 'Month', ColumnId: 'm', Expression: "truncDate('MM', sold)" },
            { ColumnName: 'Twice', ColumnId: 't', Expression: '{Sales} * 2' },
          ],
        },
      },
      { CastColumnTypeOperation: { ColumnName: 'orders', NewColumnType: 'STRING' } },
      { TagColumnOperation: { ColumnName: 'Sales', Tags: [{ ColumnDescription: { Text: 'In soles' } }] } },
      { ProjectOperation: { ProjectedColumns: ['Each', 'Month', 'Twice', 'orders', 'Sales'] } },
    ];
    const LogicalTableMap = { one: { Alias: 'Sales', Source: { PhysicalTableId: 'sales' }, DataTransforms } };
    await dataSet('steps', { LogicalTableMap });
    expect(await rowsOf('steps')).toMatchObject({
      rows: [
        ['many', '2026-01-01 00:00:00', '199999999999999.9998', '3', '99999999999999.9999'],
        ['one of CUSCO', '2026-02-01 00:00:00', '0.0002', '1', '0.0001'],
      ],
    });
    const { DataSet } = await quickSight.send(new DescribeDataSetCommand({ AwsAccountId, DataSetId: 'steps' }));
    expect(DataSet?.OutputColumns).toEqual([
      { Name: 'Each', Type: 'STRING' },
      { Name: 'Month', Type: 'DATETIME' },
      { Name: 'Twice', Type: 'DECIMAL' },
      { Name: 'orders', Type: 'STRING' },
      { Name: 'Sales', Type: 'DECIMAL', Description: 'In soles' },
    ]);
  });

  test('runs an own query, and another data set can be made of its rows', async () => {
    const CustomSql = {
      DataSourceArn: arn('warehouse'),
      Name: 'by region',
      SqlQuery: 'SELECT region, sum(amount) AS total FROM sales GROUP BY region;',
      Columns: [columns[0]!, { Name: 'total', Type: 'DECIMAL' as const }],
    };
    await dataSet('totals', { PhysicalTableMap: { q: { CustomSql } } });
    const totals = `arn:aws:quicksight:us-east-1:${AwsAccountId}:dataset/totals`;
    const joined = {
      left: { Alias: 'Sales', Source: { PhysicalTableId: 'sales' } },
      right: { Alias: 'Totals', Source: { DataSetArn: totals } },
      both: {
        Alias: 'Both',
        Source: {
          JoinInstruction: {
            LeftOperand: 'left',
            RightOperand: 'right',
            Type: 'LEFT' as const,
            OnClause: '{region} = {region[Totals]}',
          },
        },
      },
    };
    await dataSet('joined', { LogicalTableMap: joined });
    const { rows } = await rowsOf('joined');
    expect(rows.map((row) => (row as unknown[]).slice(4))).toEqual([
      ['Cusco', '0.0001'],
      ['Lima', '99999999999999.9999'],
      ['Áncash "x"', null],
    ]);
  });

  test('can be cancelled while it is read, and waits behind the one before', async () => {
    await quickSight.send(
      new CreateDataSetCommand(
        setInput('endless', {
          PhysicalTableMap: {
            q: {
              CustomSql: {
                DataSourceArn: arn('warehouse'),
                Name: 'q',
                SqlQuery: endless,
                Columns: [{ Name: 'count', Type: 'INTEGER' }],
              },
            },
          },
        }),
      ),
    );
    await refresh('endless', 'behind');
    const list = async () =>
      (await quickSight.send(new ListIngestionsCommand({ AwsAccountId, DataSetId: 'endless' }))).Ingestions ?? [];
    const running = await vi.waitFor(async () => {
      const [second, first] = await list();
      expect([second?.IngestionStatus, first?.IngestionStatus]).toEqual(['QUEUED', 'RUNNING']);
      expect(second?.QueueInfo).toEqual({ WaitingOnIngestion: first?.IngestionId, QueuedIngestion: 'behind' });
      return first;
    }, waiting);
    for (const IngestionId of [running?.IngestionId, 'behind']) {
      await quickSight.send(new CancelIngestionCommand({ AwsAccountId, DataSetId: 'endless', IngestionId }));
    }
    expect((await list()).map((each) => [each.IngestionStatus, each.ErrorInfo?.Type])).toEqual([
      ['CANCELLED', 'INGESTION_CANCELED'],
      ['CANCELLED', 'INGESTION_CANCELED'],
    ]);
    const again = new CancelIngestionCommand({ AwsAccountId, DataSetId: 'endless', IngestionId: 'behind' });
    await expect(quickSight.send(again)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });

  test('is redefined, which reads it again, and goes with all that it had', async () => {
    await dataSet('brief');
    const RelationalTable = { ...sales.RelationalTable, DataSourceArn: arn('warehouse'), InputColumns: [columns[0]!] };
    const update = new UpdateDataSetCommand(setInput('brief', { PhysicalTableMap: { sales: { RelationalTable } } }));
    const { IngestionId } = await quickSight.send(update);
    expect(await ended('brief', IngestionId)).toMatchObject({ IngestionStatus: 'COMPLETED', RequestType: 'EDIT' });
    expect((await rowsOf('brief')).types).toEqual(['VARCHAR']);
    await quickSight.send(new DeleteDataSetCommand({ AwsAccountId, DataSetId: 'brief' }));
    await expect(readdir(folderOf('brief'))).rejects.toThrow(/ENOENT/);
    const describeIt = new DescribeDataSetCommand({ AwsAccountId, DataSetId: 'brief' });
    await expect(quickSight.send(describeIt)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      ResourceType: 'DATA_SET',
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe('other sources', () => {
  test('files that a manifest names; rows that do not fit are left out and counted', async () => {
    await put('in/a.csv', 'id,when,price\n1,2026-01-31,12.345\n2,yesterday,1\n3,2026-02-01,"1,5"\n');
    await put('in/b.csv', 'id,when,price\n4,2026-02-02 10:00:00,-0.5\n5,2026-02-02,7,too many\n');
    await put('manifest.json', JSON.stringify({ fileLocations: [{ URIPrefixes: ['s3://lake/in/'] }] }));
    const at = { ManifestFileLocation: { Bucket: 'lake', Key: 'manifest.json' } };
    expect(await source('files', 'S3', { S3Parameters: at })).toMatchObject({ Status: 'CREATION_SUCCESSFUL' });
    const InputColumns: InputColumn[] = [
      { Name: 'ColumnId-1', Type: 'INTEGER' },
      { Name: 'ColumnId-2', Type: 'DATETIME' },
      { Name: 'ColumnId-3', Type: 'DECIMAL' },
    ];
    const S3Source = { DataSourceArn: arn('files'), UploadSettings: { Format: 'CSV' as const }, InputColumns };
    const found = await dataSet('files', { PhysicalTableMap: { s: { S3Source } } });
    expect(found.RowInfo).toEqual({ RowsIngested: 2, RowsDropped: 3, TotalRowsInDataset: 2 });
    expect(await rowsOf('files')).toEqual({
      rows: [
        ['1', '2026-01-31 00:00:00', '12.345'],
        ['4', '2026-02-02 10:00:00', '-0.500'],
      ],
      types: ['BIGINT', 'TIMESTAMP', 'DECIMAL(38,3)'],
    });
    expect(
      await source('nowhere', 'S3', { S3Parameters: { ManifestFileLocation: { Bucket: 'lake', Key: 'none' } } }),
    ).toMatchObject({
      Status: 'CREATION_FAILED',
      ErrorInfo: { Message: 'There is no manifest file at s3://lake/none.' },
    });
  });

  test('Athena, whose query is in its history', async () => {
    const ResultConfiguration = { OutputLocation: 's3://lake/results/' };
    await new AthenaClient(endpoint.client).send(
      new CreateWorkGroupCommand({ Name: 'bi', Configuration: { ResultConfiguration } }),
    );
    await source('athena', 'ATHENA', { AthenaParameters: { WorkGroup: 'bi' } });
    const SqlQuery =
      "SELECT * FROM (VALUES (1, DECIMAL '12.50', 'a\"b', DATE '2026-01-31'), (2, NULL, '', NULL)) AS t (id, price, name, day)";
    const Columns: InputColumn[] = [
      { Name: 'id', Type: 'INTEGER' },
      { Name: 'price', Type: 'DECIMAL' },
      { Name: 'name', Type: 'STRING' },
      { Name: 'day', Type: 'DATETIME' },
    ];
    const CustomSql = { DataSourceArn: arn('athena'), Name: 'q', SqlQuery, Columns };
    expect(await dataSet('athena', { PhysicalTableMap: { q: { CustomSql } } })).toMatchObject({
      IngestionStatus: 'COMPLETED',
    });
    expect(await rowsOf('athena')).toEqual({
      rows: [
        ['1', '12.50', 'a"b', '2026-01-31 00:00:00'],
        ['2', null, '', null],
      ],
      types: ['BIGINT', 'DECIMAL(4,2)', 'VARCHAR', 'TIMESTAMP'],
    });
  });

  test('PostgreSQL, with digits that no number of JavaScript has', async () => {
    const rds = new RDSClient(endpoint.client);
    const master = { MasterUsername: 'keeper', MasterUserPassword: 'first-Passw0rd' };
    const instance = {
      DBInstanceIdentifier: 'shop',
      DBInstanceClass: 'db.t3.micro',
      Engine: 'postgres',
      DBName: 'shop',
    };
    await rds.send(new CreateDBInstanceCommand({ ...instance, ...master, AllocatedStorage: 20 }));
    const at = await vi.waitFor(async () => {
      const { DBInstances } = await rds.send(new DescribeDBInstancesCommand({}));
      expect(DBInstances?.[0]?.DBInstanceStatus).toBe('available');
      return DBInstances?.[0]?.Endpoint;
    }, waiting);
    const address = {
      host: at?.Address,
      port: at?.Port,
      database: 'shop',
      user: 'keeper',
      password: master.MasterUserPassword,
    };
    const client = new pg.Client(address as pg.ClientConfig);
    await client.connect();
    await client.query(`CREATE TABLE items (id bigint, price numeric, at timestamptz, ok boolean, note jsonb);
      INSERT INTO items VALUES (9007199254740993, 1234567890123456789.012345, '2026-01-31 22:00:00-05', true, '{"a": 1}'), (2, 1.5, NULL, NULL, NULL)`);
    await client.end();
    const place = { Host: at?.Address ?? '', Port: at?.Port ?? 0, Database: 'shop' };
    const pair = (Password: string) => ({ Credentials: { CredentialPair: { Username: 'keeper', Password } } });
    await source('shop', 'POSTGRESQL', { PostgreSqlParameters: place }, pair(master.MasterUserPassword));
    const InputColumns: InputColumn[] = [
      { Name: 'id', Type: 'INTEGER' },
      { Name: 'price', Type: 'DECIMAL' },
      { Name: 'at', Type: 'DATETIME' },
      { Name: 'ok', Type: 'BOOLEAN' },
      { Name: 'note', Type: 'STRING' },
    ];
    const RelationalTable = { DataSourceArn: arn('shop'), Schema: 'public', Name: 'items', InputColumns };
    expect(await dataSet('items', { PhysicalTableMap: { t: { RelationalTable } } })).toMatchObject({
      IngestionStatus: 'COMPLETED',
    });
    expect((await rowsOf('items')).rows).toEqual([
      ['2', '1.500000', null, null, null],
      ['9007199254740993', '1234567890123456789.012345', '2026-02-01 03:00:00', '1', '{"a": 1}'],
    ]);
    const wrong = await source('wrong', 'POSTGRESQL', { PostgreSqlParameters: place }, pair('another-Passw0rd'));
    expect(wrong).toMatchObject({ Status: 'CREATION_FAILED' });
    expect(wrong?.ErrorInfo?.Message).toMatch(/password authentication failed/);
  });
});

describe('what is refused, in words that say what to do', () => {
  test.each([
    ['a mode', { ImportMode: 'DIRECT' as 'SPICE' }, /importMode/],
    [
      'a physical table of another kind',
      { PhysicalTableMap: { s: { SaaSTable: { DataSourceArn: 'a', TablePath: [], InputColumns: [] } } } },
      /SaaSTable/,
    ],
    [
      'a step that names no column',
      {
        LogicalTableMap: {
          a: {
            Alias: 'a',
            Source: { PhysicalTableId: 'sales' },
            DataTransforms: [{ RenameColumnOperation: { ColumnName: 'none', NewColumnName: 'b' } }],
          },
        },
      },
      /transform 1: there is no column none/,
    ],
    [
      'an aggregate in a calculated field',
      {
        LogicalTableMap: {
          a: {
            Alias: 'a',
            Source: { PhysicalTableId: 'sales' },
            DataTransforms: [
              {
                CreateColumnsOperation: { Columns: [{ ColumnName: 'x', ColumnId: 'x', Expression: 'sum({amount})' }] },
              },
            ],
          },
        },
      },
      /does not do the function sum/,
    ],
    [
      'two tables that are not joined',
      {
        LogicalTableMap: {
          a: { Alias: 'a', Source: { PhysicalTableId: 'sales' } },
          b: { Alias: 'b', Source: { PhysicalTableId: 'sales' } },
        },
      },
      /a, b are not joined/,
    ],
    [
      'row-level permissions',
      { RowLevelPermissionDataSet: { Arn: 'a', PermissionPolicy: 'GRANT_ACCESS' as const } },
      /does not do RowLevelPermissionDataSet/,
    ],
  ])('%s', async (_, more, message) => {
    const input = setInput('refused', more as Partial<CreateDataSetCommandInput>);
    const failure = quickSight.send(new CreateDataSetCommand(input));
    await expect(failure).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    await expect(failure).rejects.toThrow(message);
  });

  test('another account, a data source that is not read here, an incremental refresh', async () => {
    const other = new ListDataSetsCommand({ AwsAccountId: '999999999999' });
    await expect(quickSight.send(other)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(source('snow', 'SNOWFLAKE', undefined)).rejects.toThrow(/reads no data source of type SNOWFLAKE/);
    await dataSet('full');
    const input = { AwsAccountId, DataSetId: 'full', IngestionId: 'i', IngestionType: 'INCREMENTAL_REFRESH' as const };
    await expect(quickSight.send(new CreateIngestionCommand(input))).rejects.toThrow(/FULL_REFRESH only/);
  });
});

test('permissions, refresh schedules, dashboards and users are kept', async () => {
  await dataSet('kept');
  const DataSetId = 'kept';
  const grant = {
    Principal: `arn:aws:quicksight:us-east-1:${AwsAccountId}:user/default/ana`,
    Actions: ['quicksight:DescribeDataSet'],
  };
  await quickSight.send(new UpdateDataSetPermissionsCommand({ AwsAccountId, DataSetId, GrantPermissions: [grant] }));
  const { Permissions } = await quickSight.send(new DescribeDataSetPermissionsCommand({ AwsAccountId, DataSetId }));
  expect(Permissions).toEqual([grant]);

  const ScheduleFrequency = { Interval: 'DAILY' as const, TimeOfTheDay: '06:30', Timezone: 'America/Lima' };
  const Schedule = { ScheduleId: 'daily', ScheduleFrequency, RefreshType: 'FULL_REFRESH' as const };
  await quickSight.send(new CreateRefreshScheduleCommand({ AwsAccountId, DataSetId, Schedule }));
  const schedule = new DescribeRefreshScheduleCommand({ AwsAccountId, DataSetId, ScheduleId: 'daily' });
  expect((await quickSight.send(schedule)).RefreshSchedule).toMatchObject(Schedule);

  const DataSetArn = `arn:aws:quicksight:us-east-1:${AwsAccountId}:dataset/kept`;
  const Definition = { DataSetIdentifierDeclarations: [{ Identifier: 'kept', DataSetArn }] };
  await quickSight.send(new CreateDashboardCommand({ AwsAccountId, DashboardId: 'board', Name: 'Board', Definition }));
  const { Dashboard } = await quickSight.send(new DescribeDashboardCommand({ AwsAccountId, DashboardId: 'board' }));
  expect(Dashboard?.Version).toMatchObject({ VersionNumber: 1, DataSetArns: [DataSetArn] });

  const user = {
    Namespace: 'default',
    IdentityType: 'QUICKSIGHT',
    Email: 'ana@example.com',
    UserRole: 'AUTHOR',
    UserName: 'ana',
  } as const;
  expect((await quickSight.send(new RegisterUserCommand({ AwsAccountId, ...user }))).User?.Arn).toBe(grant.Principal);
});

test('a killed endpoint comes back with the last whole extract, and says what was interrupted', async () => {
  await dataSet('survivor');
  const CustomSql = {
    DataSourceArn: arn('warehouse'),
    Name: 'q',
    SqlQuery: endless,
    Columns: [{ Name: 'count', Type: 'INTEGER' as const }],
  };
  const update = setInput('survivor', { PhysicalTableMap: { q: { CustomSql } } });
  const { IngestionId } = await quickSight.send(new UpdateDataSetCommand(update));
  const status = async () => {
    const input = { AwsAccountId, DataSetId: 'survivor', IngestionId };
    return (await quickSight.send(new DescribeIngestionCommand(input))).Ingestion;
  };
  await vi.waitFor(async () => expect((await status())?.IngestionStatus).toBe('RUNNING'), waiting);
  await endpoint.kill9();
  await endpoint.restart();
  quickSight = new QuickSightClient(endpoint.client);
  expect(await status()).toMatchObject({ IngestionStatus: 'FAILED', ErrorInfo: { Type: 'INTERNAL_SERVICE_ERROR' } });
  expect((await status())?.ErrorInfo?.Message).toMatch(/interrupted/);
  expect((await rowsOf('survivor')).rows).toHaveLength(3);
});
