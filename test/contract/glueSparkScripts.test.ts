/**
 * Scripts as they come from Glue Studio and from AWS's tutorials, run unchanged as jobs of the endpoint:
 * https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-samples.html
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  CreateConnectionCommand,
  CreateCrawlerCommand,
  GetPartitionsCommand,
  GetTableCommand,
} from '@aws-sdk/client-glue';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { GlueLake } from '../support/glueLake.ts';
import { makeWorkgroup, runSql, sqlRows } from '../support/redshift.ts';

const patience = 600_000;

let endpoint: TestEndpoint;
let lake: GlueLake;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  lake = new GlueLake(endpoint);
  await lake.create();
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

const lines = (records: readonly object[]) => `${records.map((each) => JSON.stringify(each)).join('\n')}\n`;

async function crawl(name: string): Promise<void> {
  await lake.glue.send(
    new CreateCrawlerCommand({
      Name: name,
      Role: 'arn:aws:iam::000000000000:role/crawler',
      DatabaseName: 'lake',
      Targets: { S3Targets: [{ Path: `s3://lake/${name}/` }] },
    }),
  );
  expect((await lake.crawl(name)).Status).toBe('SUCCEEDED');
}

async function job(name: string, args: Record<string, string> = {}): Promise<void> {
  const script = await readFile(path.join(import.meta.dirname, '../glue/scripts', `${name}.py`), 'utf8');
  await lake.job(name, script, {
    Command: { Name: 'glueetl', ScriptLocation: `s3://lake/scripts/${name}.py`, PythonVersion: '3' },
    GlueVersion: '5.1',
    WorkerType: 'G.1X',
    NumberOfWorkers: 2,
    DefaultArguments: args,
  });
}

/** What a run printed; it fails with the run's own error. */
async function run(name: string, args: Record<string, string> = {}): Promise<string> {
  const ended = await lake.until(name, await lake.start(name, args), undefined, patience);
  expect(ended.ErrorMessage ?? '').toBe('');
  expect(ended.JobRunState).toBe('SUCCEEDED');
  return (await lake.lines('/aws-glue/jobs/output', ended.Id!)).join('\n');
}

async function keysBelow(Prefix: string): Promise<string[]> {
  const { Contents = [] } = await lake.s3.send(new ListObjectsV2Command({ Bucket: 'lake', Prefix }));
  return Contents.map(({ Key = '' }) => Key);
}

/** The records of the JSON files below a prefix. */
async function recordsBelow(prefix: string): Promise<unknown[]> {
  const texts = await Promise.all(
    (await keysBelow(prefix)).map(async (Key) => {
      const { Body } = await lake.s3.send(new GetObjectCommand({ Bucket: 'lake', Key }));
      return (await Body?.transformToString()) ?? '';
    }),
  );
  return texts.flatMap((text) => text.split('\n').filter(Boolean)).map((line) => JSON.parse(line));
}

test('a script of Glue Studio keeps table and partitions in step, and reads with bookmarks only what is new', {
  timeout: patience,
}, async () => {
  await lake.put(
    'raw/orders/2026-01.csv',
    'order_id,customer,ordered,amount\n1,1,2026-01-05,10.50\n2,2,2026-01-31,"1"\n3,1,2026-01-31,oops\n4,9,2026-01-31,5\n',
  );
  await lake.put(
    'customers/customers.json',
    lines([
      { id: 1, region: 'Lima' },
      { id: 2, region: 'Cusco' },
    ]),
  );
  await crawl('customers');
  await job('studio_orders', { '--job-bookmark-option': 'job-bookmark-enable' });
  await run('studio_orders');

  const table = async () => (await lake.glue.send(new GetTableCommand({ DatabaseName: 'lake', Name: 'sales' }))).Table!;
  expect((await table()).StorageDescriptor!.Columns).toMatchObject([
    { Name: 'order_id', Type: 'int' },
    { Name: 'amount', Type: 'decimal(12,2)' },
    { Name: 'region', Type: 'string' },
  ]);
  const months = async () => {
    const { Partitions = [] } = await lake.glue.send(
      new GetPartitionsCommand({ DatabaseName: 'lake', TableName: 'sales' }),
    );
    return Partitions.map(({ Values }) => Values?.[0]).sort();
  };
  expect(await months()).toEqual(['2026-01']);
  const first = await keysBelow('silver/sales/');
  expect(first.every((key) => /^silver\/sales\/month=2026-01\/part-.*\.snappy\.parquet$/.test(key))).toBe(true);

  await lake.put('raw/orders/2026-02.csv', 'order_id,customer,ordered,amount\n5,2,2026-02-01,7\n');
  await run('studio_orders');
  expect(await months()).toEqual(['2026-01', '2026-02']);
  const second = await keysBelow('silver/sales/');
  expect(second.filter((key) => key.includes('month=2026-01'))).toEqual(first);
  expect(second.length).toBeGreaterThan(first.length);
});

test('join and relationalize', { timeout: patience }, async () => {
  const persons = [
    {
      id: 'p1',
      name: 'Ana Rojas',
      given_name: 'Ana',
      contact_details: [
        { type: 'fax', value: '1' },
        { type: 'phone', value: '2' },
      ],
    },
    { id: 'p2', name: 'Luis Paz', given_name: 'Luis', links: [{ note: 'site', url: 'http://example.com' }] },
  ];
  const memberships = [
    { person_id: 'p1', organization_id: 'o1', role: 'member', start_date: '2020' },
    { person_id: 'p2', organization_id: 'o2', role: 'member', start_date: '2021' },
    { person_id: 'p1', organization_id: 'o2', role: 'chair', start_date: '2024' },
  ];
  const organizations = [
    { id: 'o1', name: 'Senate', seats: 100, identifiers: [{ scheme: 'x', identifier: '1' }] },
    { id: 'o2', name: 'House', seats: 435, other_names: [{ lang: 'es', name: 'Cámara' }] },
  ];
  await lake.put('legislators/persons.json', lines(persons));
  await lake.put('legislators/memberships.json', lines(memberships));
  await lake.put('legislators/organizations.json', lines(organizations));
  await crawl('legislators');
  await job('legislators');
  const printed = await run('legislators');
  expect(printed).toContain('Count:  2\nroot\n|-- id: string\n|-- name: string\n|-- given_name: string\n');
  expect(printed).toContain('|-- contact_details: array\n|    |-- element: struct\n|    |    |-- type: string\n');
  expect(printed).toContain('Count:  3\n');
  expect(printed).toContain("['hist_root', 'hist_root_contact_details', 'hist_root_links']");
  expect(printed).toContain(
    'root\n|-- id: long\n|-- index: int\n|-- contact_details.val.type: string\n|-- contact_details.val.value: string\n',
  );
  const roots = (await recordsBelow('tables/hist_root/')) as {
    id: string;
    org_name: string;
    contact_details?: number;
  }[];
  expect(roots.map(({ id, org_name }) => `${id} ${org_name}`).sort()).toEqual(['p1 House', 'p1 Senate', 'p2 House']);
  const contacts = (await recordsBelow('tables/hist_root_contact_details/')) as { id: number; index: number }[];
  expect(contacts).toHaveLength(4);
  const numbers = new Set(roots.flatMap(({ contact_details: at }) => (at === undefined ? [] : [at])));
  expect(new Set(contacts.map(({ id }) => id))).toEqual(numbers);
  const parts = await keysBelow('output/legislator_part/');
  expect(parts.some((key) => key.includes('org_name=House/'))).toBe(true);
  expect((await keysBelow('output/legislator_single/')).filter((key) => key.endsWith('.parquet'))).toHaveLength(1);
});

test('resolve choice, lambda and apply mapping', { timeout: patience }, async () => {
  const header =
    'DRG Definition,Provider Id,Provider Name,Provider Zip Code,Average Covered Charges,Average Total Payments';
  // The crawler looks at the beginning of a file; the ids that are none come after it.
  const rows = Array.from({ length: 40_000 }, (_, i) => `039 - A,${10_000 + i},HOSPITAL ${i},36301,$32963.07,$5777.24`);
  await lake.put('medicare/providers.csv', [header, ...rows, '039 - A,X1,NONE,36301,$1.5,$2.5', ''].join('\n'));
  await crawl('medicare');
  await job('medicare');
  const printed = await run('medicare');
  expect(printed).toContain('|-- provider id: choice\n|    |-- long\n|    |-- string\n');
  expect(printed).toContain('|-- provider id: long\n');
  expect(printed).toMatch(/039 - A\|\s+NULL\|\s+NONE\|/);
  expect(printed).toContain("project ('provider id', 'bigint')");
  expect(printed).toContain("make_cols ['drg definition', 'provider id_long', 'provider id_string', 'provider name'");
  expect(printed).toContain("make_struct ('provider id', 'struct<long:bigint,string:string>')");
  expect(printed).toContain(
    'root\n|-- drg: string\n|-- provider: struct\n|    |-- id: long\n|    |-- name: string\n|    |-- zip: long\n' +
      '|-- charges: struct\n|    |-- covered: double\n|    |-- total_pay: double\n',
  );
  expect(printed).toContain(
    '{"drg": "039 - A", "provider": {"id": 10000, "name": "HOSPITAL 0", "zip": 36301}, "charges": {"covered": 32963.07, "total_pay": 5777.24}}',
  );
  expect((await keysBelow('output/medicare_parquet/')).every((key) => key.endsWith('.snappy.parquet'))).toBe(true);
});

test('Glue Studio\u2019s own transforms, and Redshift by a connection: COPY, MERGE afterwards, UNLOAD', {
  timeout: patience,
}, async () => {
  const tea = { sku: 'tea-1', price: '$2.50', quantity: 2 };
  const cup = { sku: 'cup-7', price: '$10.00', quantity: 3 };
  await lake.put(
    'baskets/baskets.json',
    lines([
      { id: 1, customer: 'Ana Rojas', at: '2026-01-05T10:00:00', lines: [tea, { ...cup, quantity: 0 }] },
      { id: 2, customer: 'Luis "L" Paz', at: '1769904000000', lines: [cup, { ...tea, sku: 'unknown', quantity: 1 }] },
    ]),
  );
  await makeWorkgroup(endpoint.client);
  const redshift = new RedshiftDataClient(endpoint.client);
  await runSql(
    redshift,
    'CREATE TABLE public.lines (id INT, label VARCHAR(20), family VARCHAR(20), quantity INT, amount DECIMAL(12,2), ordered TIMESTAMP, month CHAR(7))',
  );
  await runSql(redshift, "INSERT INTO public.lines (id, label) VALUES (99, 'to be truncated')");
  await lake.glue.send(
    new CreateConnectionCommand({
      ConnectionInput: {
        Name: 'Redshift connection',
        ConnectionType: 'JDBC',
        ConnectionProperties: {
          JDBC_CONNECTION_URL: 'jdbc:redshift://etl.000000000000.us-east-1.redshift-serverless.amazonaws.com:5439/dev',
          SECRET_ID: 'redshift-login',
        },
      },
    }),
  );
  const studio = 's3://aws-glue-studio-transforms-510798373988-prod-us-east-1';
  await job('studio_warehouse', { '--extra-py-files': `${studio}/gs_common.py,${studio}/gs_derived.py` });
  const printed = (await run('studio_warehouse')).split('\n');
  expect(printed).toEqual([
    "['\"L\", Luis', 'Rojas, Ana']",
    "[('2026-01', 'tea', '5.00', '1'), ('2026-02', 'None', '2.50', '1'), ('2026-02', 'cup', '30.00', '1')]",
    '1 Rojas, Ana tea 5.00 2026-01-05 10:00:00',
    '2 "L", Luis cup 30.00 2026-02-01 00:00:00',
    "3 ['amount', 'family', 'id', 'label', 'month', 'ordered', 'quantity']",
    "0 [('id', 'int'), ('amount', 'decimal(12,2)')]",
  ]);
  expect(await sqlRows(redshift, 'SELECT COUNT(*), SUM(amount)::VARCHAR, COUNT(family) FROM public.baskets')).toEqual([
    [3, '37.50', 2],
  ]);
  expect(await sqlRows(redshift, "SELECT COUNT(*) FROM svv_tables WHERE table_name = 'baskets_temp'")).toEqual([[0]]);
});
