/** What the local Redshift reads from S3 and writes there: COPY's formats, UNLOAD and back, tables of the Data Catalog. */
import { gzipSync } from 'node:zlib';
import { BatchCreatePartitionCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type WarehouseClients, warehouseClients } from '../support/warehouseClients.ts';

let endpoint: TestEndpoint;
let clients: WarehouseClients;
let s3: S3Client;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  clients = await warehouseClients(endpoint);
  s3 = new S3Client(endpoint.client);
  await s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

const psql = (...commands: string[]) => clients.psql(commands);
const put = async (Key: string, Body: string | Buffer) => {
  await s3.send(new PutObjectCommand({ Bucket: 'lake', Key, Body }));
};

/** What a load of `loads/<name>` leaves in a table of id, name, day and amount. */
async function loaded(name: string, content: string | Buffer, options: string): Promise<string> {
  await put(`loads/${name}`, content);
  const said = await psql(
    'DROP TABLE IF EXISTS loaded',
    'CREATE TABLE loaded (id INT, name VARCHAR(10), day DATE, amount DECIMAL(8,2))',
    `COPY loaded FROM 's3://lake/loads/${name}' IAM_ROLE default ${options}`,
    `SELECT id, coalesce(name, 'NULL'), day, amount FROM loaded ORDER BY id`,
  );
  return said.replaceAll(/^INFO: .*\n?/gm, '').trimEnd();
}

const json = '{"id":1,"Name":"ann","day":"2024-01-01","amount":1.5}\n{"id":2,"name":"bob","more":[1]}';
const nested = '{"id":1,"who":{"name":"ann"},"list":["2024-01-01",2.5]} {"id":2,"who":{"name":"bob"},"list":[]}';
const manifest = (mandatory: boolean) =>
  JSON.stringify({
    entries: [
      { url: 's3://lake/loads/csv', mandatory: true },
      { url: 's3://lake/loads/gone', mandatory },
    ],
  });

describe('COPY', () => {
  test.each([
    ['csv', '1,"a, ""b""",2024-01-05,10.5\n2,,,\n', 'CSV', '1|a, "b"|2024-01-05|10.50\n2|||'],
    ['gzip', gzipSync('id;name\n1;x\n'), "DELIMITER ';' IGNOREHEADER 1 GZIP FILLRECORD", '1|x||'],
    ['dates', '1|x|05/01/2024|\n', "DATEFORMAT 'DD/MM/YYYY'", '1|x|2024-01-05|'],
    ['nulls', '1\tNONE\t\\N\t5\n', "DELIMITER '\\t' NULL AS 'NONE' ACCEPTANYDATE", '1|NULL||5.00'],
    [
      'escaped',
      '"1"|"it\\"s\\|x"|""|"2"\n2|pl\\|ain||\n',
      'REMOVEQUOTES ESCAPE EMPTYASNULL',
      '1|it"s|x||2.00\n2|pl|ain||',
    ],
    ['long', '1|much too long a name||\n', 'TRUNCATECOLUMNS', '1|much too l||'],
    ['json', json, "JSON 'auto'", '1|NULL|2024-01-01|1.50\n2|bob||'],
    ['json', json, "JSON 'auto ignorecase'", '1|ann|2024-01-01|1.50\n2|bob||'],
    ['nested', nested, "JSON 's3://lake/paths.json'", '1|ann|2024-01-01|2.50\n2|bob||'],
    ['manifest', manifest(false), 'CSV MANIFEST', '1|a, "b"|2024-01-05|10.50\n2|||'],
    ['latin', Buffer.from('1|caf\xe9||\n', 'latin1'), "ACCEPTINVCHARS AS '?'", '1|caf?||'],
  ])('reads %s', async (name, content, options, rows) => {
    await put('paths.json', JSON.stringify({ jsonpaths: ['$.id', '$.who.name', '$.list[0]', '$.list[1]'] }));
    expect(await loaded(name, content, options)).toBe(rows);
  });

  test.each([
    ['manifest', manifest(true), 'CSV MANIFEST', /s3:\/\/lake\/loads\/gone is mandatory and does not exist/],
    ['digits', 'x|a||\n', '', /Check 'stl_load_errors' system table[\s\S]*Invalid digit, Value 'x'/],
    ['long', '1|much too long a name||\n', '', /String length exceeds DDL length/],
    ['fixed', '1  a', "FIXEDWIDTH 'id:3,name:1'", /FIXEDWIDTH is not supported by the local warehouse/],
  ])('refuses %s and leaves the table empty', async (name, content, options, message) => {
    expect(await loaded(name, content, options)).toMatch(message);
    expect(await psql('SELECT count(*) FROM loaded')).toBe('0');
  });

  test('goes over as many bad lines as it may, and tells them', async () => {
    const lines = 'x,bad,2024-01-01,1\n2,ok,2024-13-01,1\n3,fine,2024-01-01,1\n';
    expect(await loaded('bad', lines, 'CSV MAXERROR 2')).toContain('Check ');
    expect(await loaded('bad', lines, 'CSV MAXERROR 5')).toBe('3|fine|2024-01-01|1.00');
    const told = `SELECT DISTINCT line_number, trim(colname), trim(raw_field_value) FROM stl_load_errors
      WHERE filename LIKE '%loads/bad%' ORDER BY 1`;
    expect(await psql(told)).toBe('1|id|x\n2|day|2024-13-01');
  });
});

test('UNLOAD writes what COPY reads back, in each format', async () => {
  await psql(
    'CREATE TABLE out (id INT, name VARCHAR(20), day DATE)',
    `INSERT INTO out VALUES (1, 'a|"b"\\\\c', '2024-01-01'), (2, '', '2024-01-02'), (3, NULL, NULL)`,
    'CREATE TABLE back (LIKE out)',
  );
  const rows = await psql('SELECT * FROM out ORDER BY id');
  for (const [name, unload, copy] of [
    ['csv', 'HEADER CSV', 'CSV IGNOREHEADER 1'],
    ['text', "GZIP ADDQUOTES ESCAPE NULL AS 'NIL'", "GZIP REMOVEQUOTES ESCAPE NULL AS 'NIL'"],
    ['parquet', 'PARQUET', 'PARQUET'],
    ['json', 'JSON', "JSON 'auto'"],
  ]) {
    await psql(
      `UNLOAD ('SELECT * FROM out') TO 's3://lake/out/${name}/' IAM_ROLE default ${unload}`,
      'TRUNCATE back',
      `COPY back FROM 's3://lake/out/${name}/' IAM_ROLE default ${copy}`,
    );
    expect(await psql('SELECT * FROM back ORDER BY id'), name).toBe(rows);
  }
});

test('a file that is not compressed as COPY says is named as the object that it is', async () => {
  await put('plain/part.csv', '1,a');
  const told = await psql(
    'CREATE TABLE plain (id INT, name VARCHAR)',
    "COPY plain FROM 's3://lake/plain/' IAM_ROLE default CSV GZIP",
  );
  expect(told).toContain('Load failed: an object cannot be read as the statement says');
  expect(told).toContain('s3://lake/plain/part.csv');
  expect(told).not.toContain('.strata');
});

describe('tables of the Data Catalog', () => {
  const days = ['2024-01-01', '2024-01-02', '2024-01-03'];
  const broken = (day: string) => `events/day=${day}/broken.parquet`;
  beforeAll(async () => {
    await psql(
      "CREATE EXTERNAL SCHEMA lake FROM DATA CATALOG DATABASE 'lake' IAM_ROLE default CREATE EXTERNAL DATABASE IF NOT EXISTS",
      "CREATE EXTERNAL TABLE lake.events (id INT, amount DECIMAL(8,2)) PARTITIONED BY (day DATE) STORED AS PARQUET LOCATION 's3://lake/events/'",
      'CREATE TABLE wanted (day DATE)',
      "INSERT INTO wanted VALUES ('2024-01-01')",
      ...days.map(
        (day, i) =>
          `UNLOAD ('SELECT ${i + 1} AS id, ${i + 1}.5::DECIMAL(8,2) AS amount') TO 's3://lake/events/day=${day}/' IAM_ROLE default PARQUET`,
      ),
    );
    await new GlueClient(endpoint.client).send(
      new BatchCreatePartitionCommand({
        DatabaseName: 'lake',
        TableName: 'events',
        PartitionInputList: days.map((day) => ({
          Values: [day],
          StorageDescriptor: { Location: `s3://lake/events/day=${day}/` },
        })),
      }),
    );
    await put(broken('2024-01-03'), 'no Parquet at all');
  });

  test.each([
    ["SELECT sum(amount) FROM lake.events WHERE day < '2024-01-03'", '4.00'],
    ["SELECT id, day FROM lake.events WHERE day = '2024-01-02'::DATE", '2|2024-01-02'],
    ["WITH e AS (SELECT * FROM lake.events) SELECT count(*) FROM e WHERE day IN ('2024-01-01', '2024-01-02')", '2'],
    ["SELECT count(*) FROM lake.events WHERE day = '2030-01-01'", '0'],
    ["SELECT e.id FROM lake.events e JOIN wanted w ON w.day = e.day WHERE e.day = '2024-01-01'", '1'],
  ])('a file that is broken does no harm in a partition that is not needed: %s', async (sql, rows) => {
    expect(await psql(sql)).toBe(rows);
  });

  test('it is named where it is needed', async () => {
    expect(await psql('SELECT sum(amount) FROM lake.events')).toContain('broken.parquet');
    const object = await s3.send(new GetObjectCommand({ Bucket: 'lake', Key: broken('2024-01-03') }));
    expect(await object.Body?.transformToString()).toBe('no Parquet at all');
  });

  test('what cannot be written to is said by name', async () => {
    expect(await psql("INSERT INTO lake.events VALUES (1, 1, '2024-01-01')")).toContain(
      'INSERT on an external table is not supported by the local warehouse',
    );
  });

  test('views on them are late-binding, and a materialized view is computed from them anew', async () => {
    const early = "SELECT id FROM lake.events WHERE day <= '2024-01-02'";
    expect(await psql(`CREATE VIEW early AS ${early}`)).toContain('WITH NO SCHEMA BINDING');
    await psql(`CREATE VIEW early AS ${early} WITH NO SCHEMA BINDING`, `CREATE MATERIALIZED VIEW kept AS ${early}`);
    expect(await psql('SELECT count(*) FROM early', 'SELECT count(*) FROM kept')).toBe('2\n2');
    await psql(
      "UNLOAD ('SELECT 9 AS id, 1::DECIMAL(8,2) AS amount') TO 's3://lake/events/day=2024-01-02/more_' IAM_ROLE default PARQUET",
    );
    expect(await psql('SELECT count(*) FROM early', 'SELECT count(*) FROM kept')).toBe('3\n2');
    expect(await psql('REFRESH MATERIALIZED VIEW kept', 'SELECT count(*) FROM kept')).toMatch(/^3$/m);
  });
});
