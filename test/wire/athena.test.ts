/** boto3 and awswrangler, unmodified, against the local Athena: what they write, they read back, by every way they have. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { testPython } from '../support/python.ts';

const run = promisify(execFile);

let endpoint: TestEndpoint;
let python: string;
beforeAll(async () => {
  [endpoint, python] = await Promise.all([startTestEndpoint(), testPython()]);
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

/** Runs a script, whose last line of output is JSON. */
async function script(text: string): Promise<Record<string, unknown>> {
  const env = { ...process.env, ...endpoint.env, PYTHONWARNINGS: 'ignore' };
  const { stdout } = await run(python, ['-c', text], { env, maxBuffer: 50_000_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
}

const frames = `
import boto3, json, decimal, datetime as dt, numpy as np, pandas as pd, awswrangler as wr
wr.config.athena_query_wait_polling_delay = 0.05
s3, athena, glue = (boto3.client(name) for name in ('s3', 'athena', 'glue'))
def ensure(bucket):
    s3.create_bucket(Bucket=bucket)
    return f's3://{bucket}/'
frame = pd.DataFrame({
  'id': range(1, 101),
  'city': ['Bogotá', 'Cali, Valle', 'say "hi"', None] * 25,
  'amount': [i * 1.25 if i % 10 else None for i in range(100)],
  'price': [decimal.Decimal(i).scaleb(-2) for i in range(100)],
  'paid': [i % 2 == 0 for i in range(100)],
  'at': pd.date_range('2024-01-01 08:30:00', periods=100, freq='h'),
  'on': [dt.date(2024, 1, 1 + i % 28) for i in range(100)],
  'small': pd.array([i % 7 if i % 5 else None for i in range(100)], dtype='Int32'),
  'day': [f'2024-01-0{1 + i % 3}' for i in range(100)],
})
# Every value as text, so that two frames can be told apart whatever pandas makes of their types.
def texts(df):
    def text(v):
        if v is None or v is pd.NaT or v is pd.NA or (isinstance(v, float) and np.isnan(v)): return None
        if isinstance(v, (bool, np.bool_)): return str(bool(v))
        if isinstance(v, (int, np.integer)): return str(int(v))
        if isinstance(v, (float, np.floating)): return repr(float(v))
        if isinstance(v, pd.Timestamp): return v.isoformat()
        if isinstance(v, decimal.Decimal): return f'{v:.2f}'
        return str(v)
    return [[text(v) for v in row] for row in df.sort_values('id')[list(frame.columns)].itertuples(index=False)]
wanted = texts(frame)
`;

describe('awswrangler', () => {
  test('writes a table of the catalog and reads it by every way', async () => {
    const result = await script(`${frames}
lake, out = ensure('wr-lake'), ensure('wr-results') + 'q/'
wr.catalog.create_database('shop')
wr.s3.to_parquet(frame, path=lake + 'sales/', dataset=True, database='shop', table='sales', partition_cols=['day'],
  dtype={'price': 'decimal(10,2)', 'on': 'date'})
direct = wr.s3.read_parquet(lake + 'sales/', dataset=True)
table = wr.s3.read_parquet_table(database='shop', table='sales')
def query(to='', **how):
    return wr.athena.read_sql_query('SELECT * FROM sales', database='shop', s3_output=out + to, **how)
by_csv = query(ctas_approach=False)
by_ctas = query(ctas_approach=True)
by_unload = query('unloaded/', ctas_approach=False, unload_approach=True, unload_parameters={'file_format': 'PARQUET'})
chunks = list(query(ctas_approach=False, chunksize=30))
left = [t['Name'] for t in wr.catalog.get_tables(database='shop')]
print(json.dumps(dict(
  direct=texts(direct) == wanted, table=texts(table) == wanted, csv=texts(by_csv) == wanted,
  ctas=texts(by_ctas) == wanted, unload=texts(by_unload) == wanted,
  chunks=[len(c) for c in chunks], chunked=texts(pd.concat(chunks)) == wanted,
  types={k: str(v) for k, v in by_csv.dtypes.items()}, left=left,
  scanned=by_csv.query_metadata['Statistics']['DataScannedInBytes'] > 0)))
`);
    expect(result).toEqual({
      direct: true,
      table: true,
      csv: true,
      ctas: true,
      unload: true,
      chunks: [30, 30, 30, 10],
      chunked: true,
      types: {
        id: 'Int64',
        city: 'string',
        amount: 'float64',
        price: 'object',
        paid: 'boolean',
        at: 'datetime64[us]',
        on: 'object',
        small: 'Int32',
        day: 'string',
      },
      left: ['sales'],
      scanned: true,
    });
  });

  test('appends, overwrites partitions, and sees what Athena then sees', async () => {
    const result = await script(`${frames}
lake, out = ensure('wr-append'), ensure('wr-append-results')
wr.catalog.create_database('moving')
def write(df, mode):
    wr.s3.to_parquet(df, path=lake + 't/', dataset=True, database='moving', table='t', partition_cols=['day'], mode=mode,
      dtype={'price': 'decimal(10,2)', 'on': 'date'})
def counts():
    df = wr.athena.read_sql_query('SELECT day, count(*) AS n FROM t GROUP BY day ORDER BY day', database='moving', s3_output=out, ctas_approach=False)
    return {r.day: int(r.n) for r in df.itertuples()}
write(frame, 'append'); first = counts()
write(frame[:9], 'append'); second = counts()
write(frame[frame.day == '2024-01-02'][:2], 'overwrite_partitions'); third = counts()
write(frame[:3], 'overwrite'); fourth = counts()
print(json.dumps([first, second, third, fourth]))
`);
    expect(result).toEqual([
      { '2024-01-01': 34, '2024-01-02': 33, '2024-01-03': 33 },
      { '2024-01-01': 37, '2024-01-02': 36, '2024-01-03': 36 },
      { '2024-01-01': 37, '2024-01-02': 2, '2024-01-03': 36 },
      { '2024-01-01': 1, '2024-01-02': 1, '2024-01-03': 1 },
    ]);
  });

  test('writes CSV and JSON tables, repairs, describes, and passes parameters', async () => {
    const result = await script(`${frames}
lake, out = ensure('wr-text'), ensure('wr-text-results')
wr.catalog.create_database('texts')
plain = frame[['id', 'city', 'amount', 'day']]
wr.s3.to_csv(plain, path=lake + 'csv/', dataset=True, database='texts', table='as_csv', partition_cols=['day'], index=False)
wr.s3.to_json(plain, path=lake + 'json/', dataset=True, database='texts', table='as_json', orient='records', lines=True, index=False)
def query(sql, **how):
    return wr.athena.read_sql_query(sql, database='texts', s3_output=out, ctas_approach=False, **how)
csv = query('SELECT count(*) AS n, sum(amount) AS total FROM as_csv')
js = query('SELECT count(*) AS n, sum(amount) AS total, count(city) AS cities FROM as_json')
one = query('SELECT id FROM as_csv WHERE id = ?', params=['42'], paramstyle='qmark')
named = query('SELECT id FROM as_csv WHERE day = :day AND id < :most ORDER BY id', params={'day': '2024-01-02', 'most': 9})
glue.batch_delete_partition(DatabaseName='texts', TableName='as_csv', PartitionsToDelete=[{'Values': ['2024-01-01']}])
lost = int(query('SELECT count(*) AS n FROM as_csv').n[0])
wr.athena.repair_table(table='as_csv', database='texts', s3_output=out)
found = int(query('SELECT count(*) AS n FROM as_csv').n[0])
described = wr.athena.describe_table(table='as_csv', database='texts', s3_output=out)
created = wr.athena.show_create_table(table='as_csv', database='texts', s3_output=out)
failed = ''
try: query('SELECT nothing FROM as_csv')
except Exception as e: failed = type(e).__name__ + ' ' + str(e)
print(json.dumps(dict(csv=[int(csv.n[0]), float(csv.total[0])], json=[int(js.n[0]), float(js.total[0]), int(js.cities[0])],
  one=[int(i) for i in one.id], named=[int(i) for i in named.id], lost=lost, found=found,
  columns=list(described['Column Name']), partitions=[bool(p) for p in described['Partition']],
  created='CREATE EXTERNAL TABLE' in created, failed=failed, total=float(frame.amount.sum()))))
`);
    expect(result).toMatchObject({
      one: [42],
      named: [2, 5, 8],
      lost: 66,
      found: 100,
      columns: ['id', 'city', 'amount', 'day'],
      partitions: [false, false, false, true],
      created: true,
    });
    expect(result.csv).toEqual([100, result.total]);
    expect(result.json).toEqual([100, result.total, 75]);
    expect(result.failed).toMatch(/^QueryFailed .*COLUMN_NOT_FOUND: line 1:8: Column 'nothing' cannot be resolved/);
  });
});

describe('boto3', () => {
  test('starts, waits, pages and reads the error of a query', async () => {
    const result = await script(`
import boto3, json, time
from botocore.exceptions import ClientError
s3, athena = boto3.client('s3'), boto3.client('athena')
s3.create_bucket(Bucket='boto-results')
athena.create_work_group(Name='etl', Configuration={'ResultConfiguration': {'OutputLocation': 's3://boto-results/etl/'}})
def run(sql, **more):
    id = athena.start_query_execution(QueryString=sql, WorkGroup='etl', **more)['QueryExecutionId']
    while (status := athena.get_query_execution(QueryExecutionId=id)['QueryExecution'])['Status']['State'] in ('QUEUED', 'RUNNING'): time.sleep(0.02)
    return id, status
run('CREATE DATABASE etl')
id, status = run("SELECT x, CAST(x AS varchar) AS s FROM UNNEST(sequence(1, 25)) AS t(x) ORDER BY x")
pages = [p['ResultSet']['Rows'] for p in athena.get_paginator('get_query_results').paginate(QueryExecutionId=id, PaginationConfig={'PageSize': 10})]
first = pages[0][0]['Data']
total = sum(int(r['Data'][0]['VarCharValue']) for p in pages for r in p if r['Data'][0]['VarCharValue'] != 'x')
body = s3.get_object(Bucket='boto-results', Key=f'etl/{id}.csv')['Body'].read().decode()
_, failed = run('SELECT * FROM etl.missing')
run("PREPARE by_id FROM SELECT ? + 1 AS n")
prepared, _ = run('EXECUTE by_id USING 41')
value = athena.get_query_results(QueryExecutionId=prepared)['ResultSet']['Rows'][1]['Data'][0]['VarCharValue']
parameter, _ = run('SELECT ? AS n', ExecutionParameters=["'it''s'"])
given = athena.get_query_results(QueryExecutionId=parameter)['ResultSet']['Rows'][1]['Data'][0]['VarCharValue']
try: run('SELEC 1'); refused = None
except ClientError as e: refused = [e.response['Error']['Code'], e.response['Error']['Message'].split('.')[0]]
statistics = athena.get_query_runtime_statistics(QueryExecutionId=id)['QueryRuntimeStatistics']
print(json.dumps(dict(sizes=[len(p) for p in pages], first=first, total=total, lines=body.count('\\n'),
  reason=failed['Status']['StateChangeReason'], error=failed['Status']['AthenaError']['ErrorType'], value=value, given=given,
  refused=refused, rows=statistics['Rows']['OutputRows'], group=status['WorkGroup'],
  names=athena.list_prepared_statements(WorkGroup='etl')['PreparedStatements'][0]['StatementName'])))
`);
    expect(result).toEqual({
      sizes: [10, 10, 6],
      first: [{ VarCharValue: 'x' }, { VarCharValue: 's' }],
      total: 325,
      lines: 26,
      reason: "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.etl.missing' does not exist",
      error: 1110,
      value: '42',
      given: "it's",
      refused: ['InvalidRequestException', "line 1:1: mismatched input 'SELEC'"],
      rows: 25,
      group: 'etl',
      names: 'by_id',
    });
  });
});
