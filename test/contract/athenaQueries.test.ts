/** What a query does at the local Athena: SQL over files of the catalog's tables, and its failures. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import {
  AthenaClient,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { CloudWatchLogsClient, CreateLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { GetDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endOf, rowsOf, runQuery } from '../support/athena.ts';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';

let endpoint: TestEndpoint;
let athena: AthenaClient;
let s3: S3Client;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  athena = new AthenaClient(endpoint.client);
  s3 = new S3Client(endpoint.client);
  for (const Bucket of ['lake', 'results']) await s3.send(new CreateBucketCommand({ Bucket }));
  await rows('CREATE DATABASE shop');
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

const rows = (sql: string) => rowsOf(athena, sql);
const run = (sql: string) => runQuery(athena, sql);
const put = (Key: string, Body: string | Uint8Array) => s3.send(new PutObjectCommand({ Bucket: 'lake', Key, Body }));

async function keysBelow(Prefix: string, Bucket = 'lake'): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  return Contents.map(({ Key = '' }) => Key);
}

async function textOf(uri: string): Promise<string> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri) ?? [];
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? '';
}

const days = ['2024-01-01', '2024-01-02', '2024-01-03'];

/** A table of three days, a CSV for each. */
async function salesTable(name: string): Promise<void> {
  for (const [i, day] of days.entries()) {
    await put(`${name}/dt=${day}/part.csv`, `id,amount,note\n${i},${i}.5,"plain"\n${i + 10},,\\N\n`);
  }
  await rows(
    `CREATE EXTERNAL TABLE ${name} (id int, amount double, note string) PARTITIONED BY (dt string)
     ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://lake/${name}/' TBLPROPERTIES ('skip.header.line.count'='1')`,
  );
  await rows(`MSCK REPAIR TABLE ${name}`);
}

describe('partitions', () => {
  test('are found by their folders, read from the catalog alone, and pruned', async () => {
    await salesTable('pruned');
    expect(await rows('SHOW PARTITIONS pruned')).toEqual(days.map((day) => [`dt=${day}`]));
    expect(await rows('SELECT id, dt FROM pruned ORDER BY id')).toEqual([
      ['0', '2024-01-01'],
      ['1', '2024-01-02'],
      ['2', '2024-01-03'],
      ['10', '2024-01-01'],
      ['11', '2024-01-02'],
      ['12', '2024-01-03'],
    ]);
    const all = await run('SELECT count(*) FROM pruned');
    const one = await run(`SELECT count(*) FROM pruned WHERE dt = '2024-01-02'`);
    const none = await run(`SELECT count(*) FROM pruned WHERE dt > '2025'`);
    expect(all.scanned).toBe(one.scanned * 3);
    expect(one.scanned).toBeGreaterThan(0);
    expect(none.scanned).toBe(0);
    // Unregistered folders hold no rows, and a registered partition need not lie below the table.
    await put('pruned/dt=2024-01-09/part.csv', 'id,amount,note\n9,9,x\n');
    await put('elsewhere/part.csv', 'id,amount,note\n8,8,x\n');
    await rows(`ALTER TABLE pruned ADD PARTITION (dt = '2024-02-01') LOCATION 's3://lake/elsewhere/'`);
    expect(await rows(`SELECT id, dt FROM pruned WHERE id IN (8, 9)`)).toEqual([['8', '2024-02-01']]);
    await rows(`ALTER TABLE pruned DROP PARTITION (dt = '2024-02-01')`);
    expect(await rows(`SELECT id FROM pruned WHERE id = 8`)).toEqual([]);
    const again = await run(`ALTER TABLE pruned DROP PARTITION (dt = '2024-02-01')`);
    expect(again.reason).toContain('Partition not found');
  });

  test('are listed by "table$partitions", typed', async () => {
    for (const [day, line] of [
      ['2024-01-01', '1'],
      ['__HIVE_DEFAULT_PARTITION__', '2'],
    ] as const) {
      await put(`typed/day=${day}/part.csv`, `${line}\n`);
    }
    await rows(`CREATE EXTERNAL TABLE typed (id int) PARTITIONED BY (day date) LOCATION 's3://lake/typed/'`);
    await rows('MSCK REPAIR TABLE typed');
    expect(await rows('SELECT day FROM "typed$partitions" ORDER BY 1')).toEqual([['2024-01-01'], [undefined]]);
    expect(await rows('SELECT id FROM typed WHERE day IS NULL')).toEqual([['2']]);
  });

  test('of a projection need no registration', async () => {
    for (const day of days) await put(`projected/${day}/a.csv`, `${day}\n`);
    await rows(
      `CREATE EXTERNAL TABLE projected (v string) PARTITIONED BY (day date) LOCATION 's3://lake/projected/'
       TBLPROPERTIES ('projection.enabled'='true', 'projection.day.type'='date', 'projection.day.format'='yyyy-MM-dd',
       'projection.day.range'='2024-01-01,2024-01-31', 'storage.location.template'='s3://lake/projected/\${day}/')`,
    );
    expect(await rows('SELECT v, day FROM projected ORDER BY 1')).toEqual(days.map((day) => [day, day]));
    const two = await run(`SELECT v FROM projected WHERE day >= DATE '2024-01-02'`);
    expect(two.scanned).toBe(22);
  });
});

describe('results', () => {
  test('are a CSV in which all but NULL is quoted, with its columns beside it', async () => {
    const query = await run(
      `SELECT 1 AS a, NULL AS b, 'x"y' AS c, '' AS d, 12345678.9e0 AS e, true AS f, DATE '2024-02-29' AS g,
       TIMESTAMP '2024-01-01 10:00:00' AS h, ARRAY[1, 2] AS i, CAST(1.5 AS decimal(10,2)) AS j`,
    );
    expect(query.reason).toBe('');
    const location = query.execution.ResultConfiguration?.OutputLocation ?? '';
    expect(location).toBe(`s3://results/${query.id}.csv`);
    expect(await textOf(location)).toBe(
      '"a","b","c","d","e","f","g","h","i","j"\n' +
        '"1",,"x""y","","1.23456789E7","true","2024-02-29","2024-01-01 10:00:00.000","[1, 2]","1.50"\n',
    );
    expect(await textOf(`${location}.metadata`)).toContain('timestamp');
    const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId: query.id }));
    expect(ResultSet?.Rows?.[1]?.Data).toEqual([
      { VarCharValue: '1' },
      {},
      { VarCharValue: 'x"y' },
      { VarCharValue: '' },
      { VarCharValue: '1.23456789E7' },
      { VarCharValue: 'true' },
      { VarCharValue: '2024-02-29' },
      { VarCharValue: '2024-01-01 10:00:00.000' },
      { VarCharValue: '[1, 2]' },
      { VarCharValue: '1.50' },
    ]);
    expect(ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Type }) => Type)).toEqual([
      ...['integer', expect.any(String), 'varchar', 'varchar', 'double', 'boolean', 'date', 'timestamp', 'array'],
      'decimal',
    ]);
    expect(ResultSet?.ResultSetMetadata?.ColumnInfo?.[9]).toMatchObject({ Precision: 10, Scale: 2, Name: 'j' });
  });

  test('show moments in the time zone that the query puts them in', async () => {
    const shown = await rows(
      `SELECT at_timezone(t, 'America/Bogota'), t AT TIME ZONE '-05:00', t, date_trunc('day', t AT TIME ZONE 'America/Bogota')
       FROM (VALUES from_unixtime(1715911200)) AS v(t)`,
    );
    expect(shown).toEqual([
      [
        '2024-05-16 21:00:00.000 America/Bogota',
        '2024-05-16 21:00:00.000 -05:00',
        '2024-05-17 02:00:00.000 UTC',
        '2024-05-16 00:00:00.000 America/Bogota',
      ],
    ]);
    const failed = await run(`SELECT json_parse('{a')`);
    expect(failed.reason).toBe(`INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: '{a'`);
  });

  test('come page by page, the header first', async () => {
    const { id } = await run('SELECT x FROM UNNEST(sequence(1, 2500)) AS t(x) ORDER BY x');
    const sizes: number[] = [];
    const values: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await athena.send(new GetQueryResultsCommand({ QueryExecutionId: id, NextToken }));
      const cells = (page.ResultSet?.Rows ?? []).map((row) => row.Data?.[0]?.VarCharValue ?? '');
      sizes.push(cells.length);
      values.push(...cells);
      NextToken = page.NextToken;
    } while (NextToken);
    expect(sizes).toEqual([1000, 1000, 501]);
    expect(values).toEqual(['x', ...Array.from({ length: 2500 }, (_, i) => String(i + 1))]);
    await expect(
      athena.send(new GetQueryResultsCommand({ QueryExecutionId: id, MaxResults: 1001 })),
    ).rejects.toMatchObject({ name: 'InvalidRequestException' });
  });
});

describe('files', () => {
  test('of other formats and compressions are read, hidden ones are not', async () => {
    await put('events/a.json.gz', gzipSync('{"id":1,"who":{"Name":"ana"},"tags":["x","y"]}\n{"id":2}\n'));
    await put('events/_temporary/b.json', 'not json');
    await put('events/.hidden', 'not json');
    await rows(
      `CREATE EXTERNAL TABLE events (id int, who struct<name:string>, tags array<string>)
       ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://lake/events/'`,
    );
    expect(await rows('SELECT id, who.name, cardinality(tags) FROM events ORDER BY id')).toEqual([
      ['1', 'ana', '2'],
      ['2', undefined, undefined],
    ]);
    await put('quoted/a.csv', '"1","Bogotá, D. C."\n"2","say ""hi"""\n');
    await rows(
      `CREATE EXTERNAL TABLE quoted (id int, city string) ROW FORMAT SERDE 'org.apache.hadoop.hive.serde2.OpenCSVSerde'
       LOCATION 's3://lake/quoted/'`,
    );
    expect(await rows('SELECT city FROM quoted ORDER BY id')).toEqual([['Bogotá, D. C.'], ['say "hi"']]);
    expect(await rows('SELECT "$path" FROM quoted WHERE id = 2')).toEqual([['s3://lake/quoted/a.csv']]);
  });

  test('of Parquet count by the columns that are read', async () => {
    await rows(
      `CREATE TABLE wide AS SELECT x AS id, CAST(x AS varchar) || '-padding-padding' AS text
       FROM UNNEST(sequence(1, 5000)) AS t(x)`,
    );
    const all = await run('SELECT * FROM wide');
    const narrow = await run('SELECT sum(id) FROM wide');
    const nothing = await run('SELECT count(*) FROM wide');
    expect(narrow.scanned).toBeGreaterThan(0);
    expect(narrow.scanned).toBeLessThan(all.scanned / 2);
    expect(nothing.scanned).toBe(0);
  });

  test('that are broken fail the query, with their names', async () => {
    await put('broken/a.parquet', 'this is no Parquet file at all');
    await rows(`CREATE EXTERNAL TABLE broken (id int) STORED AS PARQUET LOCATION 's3://lake/broken/'`);
    const query = await run('SELECT * FROM broken');
    expect(query.state).toBe('FAILED');
    expect(query.reason).toMatch(/^HIVE_BAD_DATA: .*s3:\/\/lake\/broken\/a\.parquet/);
    expect(query.reason).not.toContain(endpoint.state);
    expect(query.execution.Status?.AthenaError).toMatchObject({ ErrorCategory: 2, ErrorType: 1001, Retryable: false });
    await rows(`CREATE EXTERNAL TABLE orcs (id int) STORED AS ORC LOCATION 's3://lake/broken/'`);
    expect((await run('SELECT * FROM orcs')).reason).toContain('NOT_SUPPORTED');
  });
});

describe('tables', () => {
  test('are made of a query, with partitions, and take further rows', async () => {
    await salesTable('source');
    const made = await run(
      `CREATE TABLE made WITH (format = 'PARQUET', partitioned_by = ARRAY['dt'], external_location = 's3://lake/made/')
       AS SELECT id, amount, dt FROM source`,
    );
    expect(made.reason).toBe('');
    expect(made.execution.Statistics?.DataManifestLocation).toBe(`s3://results/tables/${made.id}-manifest.csv`);
    const listed = (await textOf(`s3://results/tables/${made.id}-manifest.csv`)).trim().split('\n');
    expect(listed.sort()).toEqual((await keysBelow('made/')).map((key) => `s3://lake/${key}`));
    expect(await rows('SHOW PARTITIONS made')).toEqual(days.map((day) => [`dt=${day}`]));
    const inserted = await run(`INSERT INTO made SELECT 99, 9.5, 'new/day' UNION ALL SELECT 98, 1.5, '2024-01-01'`);
    expect(inserted.reason).toBe('');
    expect(inserted.execution).toMatchObject({ StatementType: 'DML', SubstatementType: 'INSERT' });
    const { UpdateCount } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId: inserted.id }));
    expect(UpdateCount).toBe(2);
    expect(await rows('SELECT id, amount, dt FROM made WHERE id > 50 ORDER BY id')).toEqual([
      ['98', '1.5', '2024-01-01'],
      ['99', '9.5', 'new/day'],
    ]);
    expect((await keysBelow('made/dt=new%2Fday/')).length).toBe(1);
    expect((await keysBelow('made/dt=2024-01-01/')).length).toBe(2);
  });

  test.each(['JSON', 'TEXTFILE', 'PARQUET'])('keep their values as %s', async (format) => {
    const name = `kept_${format.toLowerCase()}`;
    await rows(
      `CREATE TABLE ${name} WITH (format = '${format}') AS
       SELECT 1 AS i, 'é, "q"' AS s, 2.5e0 AS d, true AS b, DATE '2024-01-31' AS day, TIMESTAMP '2024-01-31 10:11:12.5' AS at,
       CAST(1.25 AS decimal(9,2)) AS n
       UNION ALL SELECT 2, NULL, NULL, NULL, NULL, NULL, NULL`,
    );
    expect(await rows(`SELECT * FROM ${name} ORDER BY i`)).toEqual([
      ['1', 'é, "q"', '2.5', 'true', '2024-01-31', '2024-01-31 10:11:12.500', '1.25'],
      ['2', undefined, undefined, undefined, undefined, undefined, undefined],
    ]);
  });

  test('leave nothing behind when they cannot be made', async () => {
    await put('taken/a', 'x');
    const taken = await run(`CREATE TABLE t WITH (external_location = 's3://lake/taken/') AS SELECT 1 AS a`);
    expect(taken.reason).toMatch(/^HIVE_PATH_ALREADY_EXISTS: .*s3:\/\/lake\/taken\//);
    const many = await run(
      `CREATE TABLE many WITH (partitioned_by = ARRAY['p'], external_location = 's3://lake/many/') AS
       SELECT 1 AS a, x AS p FROM UNNEST(sequence(1, 101)) AS t(x)`,
    );
    expect(many.reason).toBe(
      'HIVE_TOO_MANY_OPEN_PARTITIONS: Exceeded limit of 100 open writers for partitions/buckets',
    );
    const failed = await run(
      `CREATE TABLE failed WITH (external_location = 's3://lake/failed/') AS
       SELECT CAST(CASE WHEN x < 5000 THEN '1' ELSE 'one' END AS integer) AS a FROM UNNEST(sequence(1, 6000)) AS t(x)`,
    );
    expect(failed.state).toBe('FAILED');
    expect(await keysBelow('many/')).toEqual([]);
    expect(await keysBelow('failed/')).toEqual([]);
    expect(await rows(`SHOW TABLES 'many|failed|t'`)).toEqual([]);
  });

  test('are unloaded into an empty place only', async () => {
    const unload = `UNLOAD (SELECT 1 AS a, 'x' AS b) TO 's3://lake/unloaded/' WITH (format = 'JSON', compression = 'none')`;
    const query = await run(unload);
    expect(query.execution).toMatchObject({ StatementType: 'DML', SubstatementType: 'UNLOAD' });
    const [key = ''] = await keysBelow('unloaded/');
    expect(await textOf(`s3://lake/${key}`)).toBe('{"a":1,"b":"x"}\n');
    expect((await run(unload)).reason).toContain('HIVE_PATH_ALREADY_EXISTS');
  });
});

describe('the catalog', () => {
  test('is a database of its own, whatever the others are called', async () => {
    for (const name of ['main', 'temp', 'system', 'my-lake']) {
      await rows(`CREATE DATABASE \`${name}\``);
      await rows(`CREATE TABLE "${name}".named AS SELECT '${name}' AS name`);
      expect(await rows(`SELECT name FROM "${name}".named`)).toEqual([[name]]);
    }
    const tables = await rows(
      `SELECT table_schema, table_type FROM information_schema.tables WHERE table_name = 'named' ORDER BY 1`,
    );
    expect(tables).toEqual(['main', 'my-lake', 'system', 'temp'].map((name) => [name, 'BASE TABLE']));
    expect(
      await rows(
        `SELECT t.table_schema, c.column_name, c.data_type FROM information_schema.columns c
         JOIN information_schema.tables t USING (table_schema, table_name) WHERE table_schema = 'main'`,
      ),
    ).toEqual([['main', 'name', 'varchar(4)']]);
  });

  test('keeps properties of databases, and no column twice', async () => {
    await rows(`CREATE DATABASE described COMMENT 'first' WITH DBPROPERTIES ('a'='1')`);
    await rows(`ALTER DATABASE described SET DBPROPERTIES ('b'='2')`);
    const glue = new GlueClient(endpoint.client);
    const { Database } = await glue.send(new GetDatabaseCommand({ Name: 'described' }));
    expect(Database).toMatchObject({ Description: 'first', Parameters: { a: '1', b: '2' } });
    const missing = await run(`ALTER SCHEMA nowhere SET DBPROPERTIES ('b'='2')`);
    expect(missing.reason).toBe('FAILED: SemanticException [Error 10072]: Database does not exist: nowhere');
    const twice = await run(`CREATE EXTERNAL TABLE twice (a int, b string, a string) LOCATION 's3://lake/twice/'`);
    expect(twice.reason).toBe('FAILED: SemanticException [Error 10036]: Duplicate column name: a');
  });
});

describe('views', () => {
  test('are kept as Athena keeps them, and read each other', async () => {
    await salesTable('under');
    await rows('CREATE VIEW daily AS SELECT dt, sum(amount) AS total, count(*) AS n FROM under GROUP BY dt');
    await rows('CREATE OR REPLACE VIEW totals AS SELECT sum(total) AS total FROM shop.daily');
    expect(await rows('SELECT total FROM totals')).toEqual([['4.5']]);
    const all = await run('SELECT * FROM daily');
    const one = await run(`SELECT * FROM daily WHERE dt = '2024-01-02'`);
    expect(all.scanned).toBe(one.scanned * 3);
    expect(await rows('SHOW VIEWS')).toEqual([['daily'], ['totals']]);
    expect(await rows('DESCRIBE daily')).toMatchObject(
      [[/dt/], [/total/], [/n/]].map(([name]) => [expect.stringMatching(name!)]),
    );
    await rows('DROP VIEW daily');
    expect((await run('SELECT * FROM totals')).reason).toContain('daily');
    expect((await run('DROP VIEW daily')).state).toBe('FAILED');
  });
});

test('what becomes of a query is told to EventBridge', async () => {
  const events = new EventBridgeClient(endpoint.client);
  const logs = new CloudWatchLogsClient(endpoint.client);
  const logGroupName = '/aws/events/athena';
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  await events.send(new PutRuleCommand({ Name: 'athena', EventPattern: JSON.stringify({ source: ['aws.athena'] }) }));
  const Arn = `arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}`;
  await events.send(new PutTargetsCommand({ Rule: 'athena', Targets: [{ Id: 'log', Arn }] }));
  const { id } = await run('SELECT * FROM nowhere');
  const told = async () => {
    const page = await logs.send(new FilterLogEventsCommand({ logGroupName }));
    const all = (page.events ?? []).map((event) => JSON.parse(event.message ?? '{}'));
    return all.filter(({ detail }) => detail.queryExecutionId === id);
  };
  await expect.poll(async () => (await told()).length).toBe(3);
  const [queued, running, failed] = await told();
  expect(queued).toMatchObject({
    source: 'aws.athena',
    'detail-type': 'Athena Query State Change',
    detail: { currentState: 'QUEUED', statementType: 'DML', workgroupName: 'primary' },
  });
  expect(running.detail).toMatchObject({ previousState: 'QUEUED', currentState: 'RUNNING' });
  expect(failed.detail).toMatchObject({
    previousState: 'RUNNING',
    currentState: 'FAILED',
    athenaError: { errorCategory: 2, errorType: 1110, retryable: false },
  });
});

describe('the engine', () => {
  const forever =
    'SELECT count(*) FROM UNNEST(sequence(1, 10000)) a(x), UNNEST(sequence(1, 10000)) b(y), UNNEST(sequence(1, 10000)) c(z) WHERE x * y + z = 7';
  const start = async (QueryString: string) => {
    const input = { QueryString, ResultConfiguration: { OutputLocation: 's3://results/' } };
    return (await athena.send(new StartQueryExecutionCommand(input))).QueryExecutionId ?? '';
  };
  const enginePids = async () => {
    const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid,ppid,args']);
    const lines = stdout.split('\n').map((line) => line.trim().split(/\s+/));
    return lines
      .filter(([, parent, ...args]) => Number(parent) === endpoint.file.pid && args.join(' ').includes('athena'))
      .map(([pid]) => Number(pid));
  };

  test('stops a long query at once', async () => {
    const id = await start(forever);
    await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
    const { state, reason } = await endOf(athena, id);
    expect({ state, reason }).toEqual({ state: 'CANCELLED', reason: 'Query cancelled by user' });
    await expect(athena.send(new GetQueryResultsCommand({ QueryExecutionId: id }))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });

  test('fails its queries when it dies, and comes back for the next', async () => {
    const id = await start(forever);
    await expect.poll(async () => (await enginePids()).length).toBe(1);
    for (const pid of await enginePids()) process.kill(pid, 'SIGKILL');
    const { state, reason } = await endOf(athena, id);
    expect(state).toBe('FAILED');
    expect(reason).toContain('ended unexpectedly');
    expect(await rows('SELECT 1 AS a')).toEqual([['1']]);
  });

  test('ends with the endpoint, and what was unfinished is failed with the reason', async () => {
    const before = await run('SELECT 1 AS a');
    const [running, queued] = [await start(forever), await start(forever)];
    const waiting = await start(forever);
    await endpoint.kill9();
    await endpoint.restart();
    athena = new AthenaClient(endpoint.client);
    s3 = new S3Client(endpoint.client);
    for (const id of [running, queued, waiting]) {
      const { state, reason } = await endOf(athena, id);
      expect({ state, reason }).toEqual({
        state: 'FAILED',
        reason: 'The query was interrupted by a stop of the local endpoint.',
      });
    }
    const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId: before.id }));
    expect(ResultSet?.Rows?.[1]?.Data).toEqual([{ VarCharValue: '1' }]);
    const left = readdirSync(path.join(endpoint.state, 'buckets/.strata-tmp')).filter((name) => name !== 'uploads');
    expect(left).toEqual([]);
    expect(readFileSync(path.join(endpoint.state, 'buckets/results', `${before.id}.csv`), 'utf8')).toBe('"a"\n"1"\n');
  });
});
