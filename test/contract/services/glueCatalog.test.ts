/** The adapter for the Glue Data Catalog, against the local endpoint and moto. */
import { randomBytes } from 'node:crypto';
import {
  BatchCreatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  GetDatabasesCommand,
  GetTablesCommand,
  GlueClient,
  type TableInput,
} from '@aws-sdk/client-glue';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NodeAddress } from '../../../src/core/node.ts';
import {
  type AdapterSides,
  act,
  below,
  bothSides,
  expectRefusals,
  found,
  pagesBelow,
  prepare,
  restrictions,
  rootPages,
  startAdapterSides,
  textOf,
  type Which,
} from '../../support/adapterSides.ts';

let sides: AdapterSides;
beforeAll(async () => {
  sides = await startAdapterSides();
});
afterAll(() => sides?.[Symbol.asyncDispose]());

const databaseAt = (name: string): NodeAddress => ({ kind: 'glue-catalog.database', path: [name] });
const tableAt = (database: string, name: string): NodeAddress => ({
  kind: 'glue-catalog.table',
  path: [database, name],
});

const glueOf = (which: Which) => new GlueClient(sides.sdk(which));

async function databaseWith(which: Which, tables: readonly TableInput[] = []): Promise<string> {
  const glue = glueOf(which);
  const Name = `db_${randomBytes(4).toString('hex')}`;
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name, Description: 'the shop' } }));
  for (const TableInput of tables) await glue.send(new CreateTableCommand({ DatabaseName: Name, TableInput }));
  return Name;
}

const orders = (Location: string): TableInput => ({
  Name: 'orders',
  Description: 'what was bought',
  TableType: 'EXTERNAL_TABLE',
  Parameters: { classification: 'parquet', recordCount: '12345' },
  StorageDescriptor: {
    Location,
    Columns: [
      { Name: 'id', Type: 'bigint' },
      { Name: 'total', Type: 'decimal(10,2)', Comment: 'with tax' },
    ],
  },
  PartitionKeys: [
    { Name: 'day', Type: 'string' },
    { Name: 'shop', Type: 'int', Comment: 'where' },
  ],
});

const view: TableInput = {
  Name: 'daily',
  TableType: 'VIRTUAL_VIEW',
  ViewOriginalText: '/* Presto View: e30= */',
  StorageDescriptor: { Columns: [{ Name: 'day', Type: 'string' }], Location: '' },
};

async function tablesIn(which: Which, DatabaseName: string): Promise<string[]> {
  const { TableList = [] } = await glueOf(which).send(new GetTablesCommand({ DatabaseName }));
  return TableList.map(({ Name = '' }) => Name).sort();
}

const every = { limit: 200 };

describe.each(bothSides)('%s', (which) => {
  const databases = (prefix?: string) =>
    rootPages(sides.ctx(which), 'glue-catalog', 'catalog', { ...every, ...(prefix === undefined ? {} : { prefix }) });

  test('many databases come page by page', async () => {
    const glue = glueOf(which);
    for (const { Name } of (await glue.send(new GetDatabasesCommand({}))).DatabaseList ?? []) {
      await glue.send(new DeleteDatabaseCommand({ Name }));
    }
    expect(await databases()).toEqual([[]]);
    const names = Array.from({ length: 45 }, (_, i) => `many_${String(i).padStart(3, '0')}`);
    await prepare(which, names, (Name) =>
      glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name, Description: `No. ${Name}` } })),
    );
    const pages = await rootPages(sides.ctx(which), 'glue-catalog', 'catalog', { limit: 20 });
    // moto gives all databases at once.
    if (which === 'local') expect(pages.map((page) => page.length)).toEqual([20, 20, 5]);
    expect(
      pages
        .flat()
        .map(({ label }) => label)
        .sort(),
    ).toEqual(names);
    for (const prefix of ['many_03', 'Many_03']) expect((await databases(prefix)).flat()).toHaveLength(10);
    const [first] = (await databases('many_007')).flat();
    expect(first).toEqual({
      kind: 'glue-catalog.database',
      path: ['many_007'],
      label: 'many_007',
      description: 'No. many_007',
      icon: 'database',
      expandable: true,
    });
    expect(await found(sides.ctx(which), first!)).toEqual(first);
    await prepare(which, names, (Name) => glue.send(new DeleteDatabaseCommand({ Name })));
  });

  test('tables and views show their format and size, and open to columns, partitions and location', async () => {
    const database = await databaseWith(which, [orders('s3://lake/orders'), view, { Name: 'bare' }]);
    const ctx = sides.ctx(which);
    const tables = Object.fromEntries((await below(ctx, databaseAt(database))).map((node) => [node.label, node]));
    expect(tables).toMatchObject({
      orders: {
        kind: 'glue-catalog.table',
        path: [database, 'orders'],
        description: 'parquet, about 12,345 rows',
        icon: 'table',
        uri: 's3://lake/orders',
      },
      daily: { kind: 'glue-catalog.view', description: 'view', icon: 'eye' },
      bare: { kind: 'glue-catalog.table', description: '' },
    });
    expect(tables.orders?.tooltip).toMatch(/^what was bought\ns3:\/\/lake\/orders\nChanged (now|\d+ sec\. ago)$/);

    const parts = await below(ctx, tables.orders!);
    expect(parts.map(({ kind, label, description }) => [kind, label, description])).toEqual([
      ['glue-catalog.column', 'id', 'bigint'],
      ['glue-catalog.column', 'total', 'decimal(10,2)'],
      ['glue-catalog.column', 'day', 'string · partition'],
      ['glue-catalog.column', 'shop', 'int · partition'],
      ['glue-catalog.partitions', 'Partitions', 'day, shop'],
      ['s3.prefix', 'Location', 's3://lake/orders'],
    ]);
    expect(parts[1]).toMatchObject({ path: [database, 'orders', 'total'], tooltip: 'with tax', expandable: false });
    expect(parts.at(-1)).toMatchObject({ path: ['lake', 'orders/'], expandable: true });
    expect((await below(ctx, tables.daily!)).map(({ label }) => label)).toEqual(['day']);
    expect(await below(ctx, tables.bare!)).toEqual([]);
  });

  test('hundreds of tables come page by page, and a prefix is asked of Glue', async () => {
    // moto gives all tables at once.
    const names = Array.from({ length: which === 'local' ? 230 : 30 }, (_, i) => `t_${String(i).padStart(3, '0')}`);
    const database = await databaseWith(which);
    const glue = glueOf(which);
    await prepare(which, [...names, 'zz_late', 'x_t_'], (Name) =>
      glue.send(new CreateTableCommand({ DatabaseName: database, TableInput: { Name } })),
    );
    const ctx = sides.ctx(which);
    const pages = await pagesBelow(ctx, databaseAt(database), every);
    if (which === 'local') expect(pages.map((page) => page.length)).toEqual([100, 100, 32]);
    expect(new Set(pages.flat().map(({ label }) => label))).toEqual(new Set([...names, 'zz_late', 'x_t_']));
    const late = await pagesBelow(ctx, databaseAt(database), { ...every, prefix: 'zz' });
    expect(late.map((page) => page.map(({ label }) => label))).toEqual([['zz_late']]);
    for (const prefix of ['t_02', 'T_02']) expect(await below(ctx, databaseAt(database), prefix)).toHaveLength(10);
    for (const none of ['t.', '.*', '(']) expect(await below(ctx, databaseAt(database), none), none).toEqual([]);
  });

  test('partitions come page by page under the names of their keys, and open to their objects', async () => {
    const database = await databaseWith(which, [orders('s3://lake-parts/orders/')]);
    const glue = glueOf(which);
    const s3 = new S3Client(sides.sdk(which));
    await s3.send(new CreateBucketCommand({ Bucket: 'lake-parts' }));
    await s3.send(new PutObjectCommand({ Bucket: 'lake-parts', Key: 'orders/7/2/part-0.parquet', Body: 'x' }));
    const values = Array.from({ length: 250 }, (_, i) => [String(i), String(i % 5)]);
    for (let i = 0; i < values.length; i += 100) {
      await glue.send(
        new BatchCreatePartitionCommand({
          DatabaseName: database,
          TableName: 'orders',
          PartitionInputList: values.slice(i, i + 100).map((Values) => ({
            Values,
            StorageDescriptor: { Location: `s3://lake-parts/orders/${Values.join('/')}` },
          })),
        }),
      );
    }
    const ctx = sides.ctx(which);
    const partitions: NodeAddress = { kind: 'glue-catalog.partitions', path: [database, 'orders'] };
    const pages = await pagesBelow(ctx, partitions, every);
    // moto gives all partitions at once.
    if (which === 'local') expect(pages.map((page) => page.length)).toEqual([200, 50]);
    expect(new Set(pages.flat().map(({ label }) => label))).toEqual(
      new Set(values.map(([day, shop]) => `day=${day}/shop=${shop}`)),
    );
    const [seventh, ...others] = await below(ctx, partitions, 'day=7/');
    expect(others).toEqual([]);
    expect(seventh).toMatchObject({ label: 'day=7/shop=2', kind: 's3.prefix', path: ['lake-parts', 'orders/7/2/'] });
    expect((await below(ctx, seventh!)).map(({ label }) => label)).toEqual(['part-0.parquet']);
  });

  test('names, ARN, definition and the console are offered', async () => {
    const database = await databaseWith(which, [orders('s3://lake/orders')]);
    const ctx = sides.ctx(which);
    const table = tableAt(database, 'orders');
    const named = (path: string[], kind: NodeAddress['kind'] = 'glue-catalog.table') =>
      act(ctx, 'glue-catalog.copyName', { kind, path }).then(textOf);
    expect(await named([database, 'orders'])).toBe(`${database}.orders`);
    expect(await named(['my-db', '2026'])).toBe('"my-db"."2026"');
    expect(await named(['my-db'], 'glue-catalog.database')).toBe('"my-db"');
    expect(await named([database, 'orders', 'total'], 'glue-catalog.column')).toBe('total');
    const arn = textOf(await act(ctx, 'glue-catalog.copyArn', table));
    expect(arn).toMatch(new RegExp(`^arn:aws:glue:us-east-1:\\d{12}:table/${database}/orders$`));
    expect(await found(ctx, table)).toMatchObject({ label: 'orders', arn });
    const definition = await act(ctx, 'glue-catalog.showDefinition', table);
    expect(definition).toMatchObject({ kind: 'document', title: 'orders.json', language: 'json' });
    expect(JSON.parse(textOf(definition))).toMatchObject({ Name: 'orders', PartitionKeys: [{ Name: 'day' }, {}] });
    const aws = sides.ctx(which, { restriction: 'read-only' });
    expect(await act(aws, 'glue-catalog.openInConsole', table)).toEqual({
      kind: 'open-external',
      url: expect.stringMatching(new RegExp(`^https://us-east-1\\..*/tables/view/orders\\?database=${database}`)),
    });
  });

  test('a table is deleted from the catalog, and its data stays', async () => {
    const database = await databaseWith(which, [orders(`s3://kept-${which}/orders`), view]);
    const s3 = new S3Client(sides.sdk(which));
    await s3.send(new CreateBucketCommand({ Bucket: `kept-${which}` }));
    await s3.send(new PutObjectCommand({ Bucket: `kept-${which}`, Key: 'orders/x', Body: 'x' }));
    const ctx = sides.ctx(which);
    expect(await act(ctx, 'glue-catalog.deleteTable', tableAt(database, 'orders'))).toEqual({ kind: 'done' });
    expect(await tablesIn(which, database)).toEqual(['daily']);
    expect((await s3.send(new ListObjectsV2Command({ Bucket: `kept-${which}` }))).KeyCount).toBe(1);
    await expect(act(ctx, 'glue-catalog.deleteTable', tableAt(database, 'orders'))).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test.each(restrictions)('nothing is changed when %s', async (restriction) => {
    const database = await databaseWith(which, [view]);
    const ctx = sides.ctx(which, { restriction });
    await expectRefusals(ctx, restriction, 'glue-catalog', {
      'glue-catalog.deleteTable': [tableAt(database, 'daily')],
    });
    expect(await tablesIn(which, database)).toEqual(['daily']);
    expect((await below(ctx, databaseAt(database))).map(({ label }) => label)).toEqual(['daily']);
  });

  test('what is missing is said to be missing, by its name', async () => {
    const database = await databaseWith(which);
    const ctx = sides.ctx(which);
    const missing = (name: string) => ({ code: 'not-found', message: expect.stringContaining(name) });
    await expect(found(ctx, databaseAt('gone_db'))).rejects.toMatchObject(missing('gone_db'));
    await expect(below(ctx, databaseAt('gone_db'))).rejects.toMatchObject(missing('gone_db'));
    await expect(found(ctx, tableAt(database, 'gone'))).rejects.toMatchObject(missing('gone'));
    await expect(below(ctx, tableAt(database, 'gone'))).rejects.toMatchObject(missing('gone'));
  });
});

// moto words a refusal in XML, which Glue's clients cannot read.
test('who may not look is told so', async () => {
  const database = await databaseWith('local', [view]);
  await sides.asStranger('local', async (ctx) => {
    const refused = { code: 'access-denied', hint: expect.stringMatching(/\S/) };
    await expect(rootPages(ctx, 'glue-catalog', 'catalog', every)).rejects.toMatchObject(refused);
    await expect(below(ctx, databaseAt(database))).rejects.toMatchObject(refused);
    await expect(below(ctx, tableAt(database, 'daily'))).rejects.toMatchObject(refused);
    await expect(act(ctx, 'glue-catalog.deleteTable', tableAt(database, 'daily'))).rejects.toMatchObject(refused);
  });
  expect(await tablesIn('local', database)).toEqual(['daily']);
});
