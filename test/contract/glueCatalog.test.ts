import {
  BatchCreatePartitionCommand,
  BatchDeletePartitionCommand,
  BatchDeleteTableCommand,
  BatchGetPartitionCommand,
  BatchUpdatePartitionCommand,
  CreateDatabaseCommand,
  CreatePartitionCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeletePartitionCommand,
  DeleteTableCommand,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetPartitionCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  GetTableVersionsCommand,
  GlueClient,
  type TableInput,
  UpdateDatabaseCommand,
  UpdatePartitionCommand,
  UpdateTableCommand,
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

const storage = (Location: string) => ({
  Columns: [
    { Name: 'id', Type: 'bigint', Comment: 'número' },
    { Name: 'total', Type: 'decimal(12,2)' },
  ],
  Location,
  InputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
  OutputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  SerdeInfo: { SerializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
});

const orders: TableInput = {
  Name: 'orders',
  Description: 'Pedidos',
  TableType: 'EXTERNAL_TABLE',
  Parameters: { classification: 'parquet' },
  PartitionKeys: [
    { Name: 'year', Type: 'string' },
    { Name: 'month', Type: 'string' },
  ],
  StorageDescriptor: storage('s3://lake/orders/'),
};

const partition = (...Values: string[]) => ({
  Values,
  StorageDescriptor: storage(`s3://lake/orders/year=${Values[0]}/month=${Values[1]}/`),
});

describe.each(Object.keys(clients) as (keyof typeof clients)[])('%s', (which) => {
  /** A fresh database with the table `orders`. */
  async function withOrders(database: string) {
    const client = clients[which]();
    await client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
    await client.send(new CreateTableCommand({ DatabaseName: database, TableInput: orders }));
    return { client, at: { DatabaseName: database, TableName: 'orders' } };
  }

  test('databases', async () => {
    const client = clients[which]();
    const DatabaseInput = { Name: 'one', Description: 'una', LocationUri: 's3://lake/', Parameters: { a: 'b' } };
    await client.send(new CreateDatabaseCommand({ DatabaseInput }));
    await expect(client.send(new CreateDatabaseCommand({ DatabaseInput }))).rejects.toMatchObject({
      name: 'AlreadyExistsException',
    });
    const { Database } = await client.send(new GetDatabaseCommand({ Name: 'one' }));
    expect(Database).toMatchObject(DatabaseInput);
    expect(Database!.CreateTime).toBeInstanceOf(Date);
    await client.send(new UpdateDatabaseCommand({ Name: 'one', DatabaseInput: { Name: 'one', Description: 'otra' } }));
    const { DatabaseList } = await client.send(new GetDatabasesCommand({}));
    expect(DatabaseList!.find((each) => each.Name === 'one')?.Description).toBe('otra');
    await client.send(new DeleteDatabaseCommand({ Name: 'one' }));
    await expect(client.send(new GetDatabaseCommand({ Name: 'one' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
  });

  test('tables and their versions', async () => {
    const { client } = await withOrders('tables');
    const { Table } = await client.send(new GetTableCommand({ DatabaseName: 'tables', Name: 'orders' }));
    expect(Table).toMatchObject({ ...orders, DatabaseName: 'tables', VersionId: expect.any(String) as string });
    await expect(
      client.send(new CreateTableCommand({ DatabaseName: 'tables', TableInput: orders })),
    ).rejects.toMatchObject({ name: 'AlreadyExistsException' });

    const wider = { ...orders, StorageDescriptor: storage('s3://lake/orders2/') };
    await client.send(new UpdateTableCommand({ DatabaseName: 'tables', TableInput: wider }));
    const { TableVersions } = await client.send(
      new GetTableVersionsCommand({ DatabaseName: 'tables', TableName: 'orders' }),
    );
    const places = TableVersions!.map((version) => version.Table!.StorageDescriptor!.Location).sort();
    expect(places).toEqual(['s3://lake/orders/', 's3://lake/orders2/']);

    await client.send(new CreateTableCommand({ DatabaseName: 'tables', TableInput: { ...orders, Name: 'others' } }));
    const { TableList } = await client.send(new GetTablesCommand({ DatabaseName: 'tables', Expression: 'oth.*' }));
    expect(TableList!.map((table) => table.Name)).toEqual(['others']);
    await client.send(new DeleteTableCommand({ DatabaseName: 'tables', Name: 'orders' }));
    const { Errors } = await client.send(
      new BatchDeleteTableCommand({ DatabaseName: 'tables', TablesToDelete: ['others', 'missing'] }),
    );
    expect(Errors).toMatchObject([{ TableName: 'missing', ErrorDetail: { ErrorCode: 'EntityNotFoundException' } }]);
    expect((await client.send(new GetTablesCommand({ DatabaseName: 'tables' }))).TableList).toEqual([]);
  });

  test('partitions, one by one', async () => {
    const { client, at } = await withOrders('single');
    await client.send(new CreatePartitionCommand({ ...at, PartitionInput: partition('2025', '01') }));
    await expect(
      client.send(new CreatePartitionCommand({ ...at, PartitionInput: partition('2025', '01') })),
    ).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    const moved = { ...partition('2025', '01'), StorageDescriptor: storage('s3://lake/elsewhere/') };
    await client.send(new UpdatePartitionCommand({ ...at, PartitionValueList: ['2025', '01'], PartitionInput: moved }));
    const { Partition } = await client.send(new GetPartitionCommand({ ...at, PartitionValues: ['2025', '01'] }));
    expect(Partition).toMatchObject({
      Values: ['2025', '01'],
      StorageDescriptor: { Location: 's3://lake/elsewhere/' },
    });
    await client.send(new DeletePartitionCommand({ ...at, PartitionValues: ['2025', '01'] }));
    await expect(
      client.send(new GetPartitionCommand({ ...at, PartitionValues: ['2025', '01'] })),
    ).rejects.toMatchObject({ name: 'EntityNotFoundException' });
  });

  test('partitions, many at once and by expression', async () => {
    const { client, at } = await withOrders('many');
    const months = ['01', '02', '10', '11'];
    const PartitionInputList = ['2024', '2025'].flatMap((year) => months.map((month) => partition(year, month)));
    expect((await client.send(new BatchCreatePartitionCommand({ ...at, PartitionInputList }))).Errors ?? []).toEqual(
      [],
    );
    const again = await client.send(
      new BatchCreatePartitionCommand({ ...at, PartitionInputList: [partition('2024', '01')] }),
    );
    expect(again.Errors).toMatchObject([
      { PartitionValues: ['2024', '01'], ErrorDetail: { ErrorCode: 'AlreadyExistsException' } },
    ]);
    const valuesOf = async (Expression: string) => {
      const { Partitions } = await client.send(new GetPartitionsCommand({ ...at, Expression }));
      return Partitions!.map((each) => each.Values!.join('-')).sort();
    };
    expect(await valuesOf("year = '2025' AND month > '02'")).toEqual(['2025-10', '2025-11']);
    expect(await valuesOf("month IN ('01', '11') AND year = '2024'")).toEqual(['2024-01', '2024-11']);
    expect(await valuesOf("month BETWEEN '02' AND '10'")).toHaveLength(4);

    const asked = [{ Values: ['2024', '02'] }, { Values: ['1999', '01'] }];
    const { Partitions } = await client.send(new BatchGetPartitionCommand({ ...at, PartitionsToGet: asked }));
    expect(Partitions!.map((each) => each.Values)).toEqual([['2024', '02']]);
    const PartitionInput = { ...partition('2024', '02'), StorageDescriptor: storage('s3://lake/x/') };
    await client.send(
      new BatchUpdatePartitionCommand({ ...at, Entries: [{ PartitionValueList: ['2024', '02'], PartitionInput }] }),
    );
    const { Partition } = await client.send(new GetPartitionCommand({ ...at, PartitionValues: ['2024', '02'] }));
    expect(Partition!.StorageDescriptor!.Location).toBe('s3://lake/x/');
    const gone = await client.send(
      new BatchDeletePartitionCommand({
        ...at,
        PartitionsToDelete: [{ Values: ['2024', '01'] }, { Values: ['1', '2'] }],
      }),
    );
    expect(gone.Errors).toMatchObject([{ PartitionValues: ['1', '2'] }]);
    expect(await valuesOf("year = '2024'")).toHaveLength(3);
  });
});

describe('what moto does not judge', () => {
  test('lists come in pages that lose nothing', async () => {
    const client = clients.local();
    await client.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'paged' } }));
    await client.send(new CreateTableCommand({ DatabaseName: 'paged', TableInput: orders }));
    const at = { DatabaseName: 'paged', TableName: 'orders' };
    for (let year = 2000; year < 2003; year++) {
      const PartitionInputList = Array.from({ length: 100 }, (_, index) => partition(String(year), String(index)));
      await client.send(new BatchCreatePartitionCommand({ ...at, PartitionInputList }));
    }
    const seen = new Set<string>();
    let NextToken: string | undefined;
    do {
      const page = await client.send(
        new GetPartitionsCommand({ ...at, MaxResults: 70, ...(NextToken ? { NextToken } : {}) }),
      );
      for (const { Values } of page.Partitions!) seen.add(Values!.join('-'));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(seen.size).toBe(300);
  });

  test('a catalog outlives a kill', async () => {
    await endpoint.kill9();
    await endpoint.restart();
    const { TableList } = await clients.local().send(new GetTablesCommand({ DatabaseName: 'paged' }));
    expect(TableList).toMatchObject([orders]);
    const first = new GetPartitionsCommand({ DatabaseName: 'paged', TableName: 'orders', Expression: "year = '2001'" });
    expect((await clients.local().send(first)).Partitions).toHaveLength(100);
  });

  test('a table without its database, and an expression that is none', async () => {
    const client = clients.local();
    await expect(
      client.send(new CreateTableCommand({ DatabaseName: 'nowhere', TableInput: orders })),
    ).rejects.toMatchObject({ name: 'EntityNotFoundException', message: 'Database nowhere not found.' });
    await expect(
      client.send(new GetPartitionsCommand({ DatabaseName: 'paged', TableName: 'orders', Expression: 'year =' })),
    ).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});
