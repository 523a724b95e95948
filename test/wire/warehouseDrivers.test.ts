/** The port of the local warehouse, called by drivers of Python: redshift_connector and psycopg2, unmodified. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { connect, type WarehouseClients, warehouseClients } from '../support/warehouseClients.ts';

let endpoint: TestEndpoint;
let clients: WarehouseClients;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  clients = await warehouseClients(endpoint);
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

const psql = (...commands: string[]) => clients.psql(commands);

describe('drivers', () => {
  test('redshift_connector, with its own defaults, reads every type as Python knows it', async () => {
    const result = await clients.python<Record<string, unknown>>(`${connect}
c = redshift(); k = c.cursor()
k.execute("""CREATE TABLE typed (a SMALLINT, b INT, c BIGINT, d DECIMAL(20,4), e REAL, f FLOAT, g BOOLEAN, h CHAR(5),
  i VARCHAR(20), j DATE, k TIMESTAMP, l TIMESTAMPTZ, m TIME, n SUPER)""")
k.execute("INSERT INTO typed VALUES (%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,NULL)",
  (1, 2, 2**40, '-12.3400', 1.5, 0.1, True, 'ab', 'ñandú', '2024-02-29', '2024-02-29 10:00:00.25', '2024-02-29 10:00:00-05', '23:59:59'))
count = k.rowcount
k.execute("SELECT * FROM typed WHERE b = %s", (2,))
row = [None if v is None else str(v) for v in k.fetchone()]
c.commit()
k.execute("SELECT NULL::INT, NULL::DECIMAL(5,2), NULL::DATE")
print(json.dumps({'count': count, 'row': row, 'types': [d[1] for d in k.description], 'nulls': list(k.fetchone())}))`);
    expect(result).toEqual({
      count: 1,
      row: [
        ...['1', '2', '1099511627776', '-12.3400', '1.5', '0.1', 'True', 'ab   ', 'ñandú', '2024-02-29'],
        ...['2024-02-29 10:00:00.250000', '2024-02-29 15:00:00+00:00', '23:59:59', null],
      ],
      types: [23, 1700, 1082],
      nulls: [null, null, null],
    });
  });

  test('redshift_connector lists tables, columns, keys and databases, and binds and reads what it sends in binary', async () => {
    await psql('CREATE TABLE keyed (id INT, at DATE, note VARCHAR(9), PRIMARY KEY (at, id))');
    const result = await clients.python<Record<string, unknown>>(`${connect}
c = redshift(); k = c.cursor()
tables = k.get_tables(catalog='dev', schema_pattern='public', table_name_pattern='keyed', types=['TABLE'])
columns = k.get_columns(schema_pattern='public', tablename_pattern='keyed')
keys = k.get_primary_keys(schema='public', table='keyed')
k.execute("SELECT %s, %s, %s, interval '-3 days 04:05:06', interval '2 years 1 month'", (1.25, 'é', None))
float_, text, none, days, months = k.fetchone()
print(json.dumps({'tables': [t[2:4] for t in tables], 'columns': [c[3] for c in columns],
  'keys': [[r[3], r[4], r[5]] for r in keys], 'catalogs': [r[0] for r in k.get_catalogs()], 'procedures': len(k.get_procedures()),
  'bound': [float_, text, none], 'days': days.microseconds, 'months': months.months}))`);
    expect(result).toEqual({
      tables: [['keyed', 'TABLE']],
      columns: ['id', 'at', 'note'],
      keys: [
        ['at', 1, 'keyed_pkey'],
        ['id', 2, 'keyed_pkey'],
      ],
      catalogs: ['dev'],
      procedures: 0,
      bound: [1.25, 'é', null],
      days: (-3 * 86_400 + 4 * 3600 + 5 * 60 + 6) * 1_000_000,
      months: 25,
    });
  });

  test('an error leaves the connection usable after a rollback, prepared names included', async () => {
    const result = await clients.python<Record<string, unknown>>(`${connect}
c = redshift(); k = c.cursor()
first = failure(lambda: k.execute('SELECT * FROM nothing_here'))
aborted = failure(lambda: k.execute('SELECT 1'))
c.rollback()
k.execute('SELECT 1'); again = k.fetchone()[0]
print(json.dumps({'first': first, 'aborted': aborted, 'again': again}))`);
    expect(result.first).toContain('42P01');
    expect(result.aborted).toContain('25P02');
    expect(result.again).toBe(1);
  });

  test('psycopg2 binds, reads from a cursor of the server and is told no to COPY FROM STDIN', async () => {
    const result = await clients.python<Record<string, unknown>>(`${connect}
import io
c = postgres(); k = c.cursor()
k.execute('CREATE TEMP TABLE many AS SELECT n FROM generate_series(1, 5000) AS g(n)')
n = c.cursor('named'); n.itersize = 700; n.execute('SELECT n FROM many ORDER BY n'); rows = [r[0] for r in n]; n.close()
copy = failure(lambda: k.copy_expert('COPY many FROM STDIN', io.StringIO('1')))
print(json.dumps({'first': rows[:2], 'count': len(rows), 'version': c.server_version, 'copy': copy}))`);
    expect(result).toMatchObject({ first: [1, 2], count: 5000, version: 80002 });
    expect(result.copy).toMatch(/STDIN/);
  });

  test('many rows are streamed', async () => {
    const result = await clients.python<Record<string, unknown>>(`${connect}
c = postgres(); k = c.cursor()
k.execute("SELECT n, 'value ' || n FROM generate_series(1, 300000) AS g(n)")
last = None; count = 0
for row in k: last = row; count += 1
print(json.dumps({'count': count}))`);
    expect(result).toEqual({ count: 300_000 });
  });

  test('a statement is cancelled by its client and by statement_timeout, and the session goes on', async () => {
    const result = await clients.python<Record<string, unknown>>(`${connect}
import threading, time
c = postgres(); c.autocommit = True; k = c.cursor()
endless = 'SELECT count(*) FROM generate_series(1, 3000000) a(x), generate_series(1, 3000000) b(y) WHERE x * y % 7 = 3'
threading.Timer(1, c.cancel).start()
cancelled = failure(lambda: k.execute(endless))
k.execute('SET statement_timeout TO 500')
late = failure(lambda: k.execute(endless))
k.execute('SET statement_timeout TO 0'); k.execute('SELECT 42')
print(json.dumps({'cancelled': cancelled, 'late': late, 'after': k.fetchone()[0]}))`);
    expect(result.cancelled).toContain("cancelled on user's request");
    expect(result.late).toContain('timeout');
    expect(result.after).toBe(42);
  });

  test('two writers of one table come one after the other', async () => {
    const result = await clients.python<Record<string, unknown>>(`${connect}
import threading
a, b = postgres(), postgres()
b.autocommit = True
k, l = a.cursor(), b.cursor()
k.execute('CREATE TABLE counted (n INT)'); k.execute('INSERT INTO counted VALUES (0)'); a.commit()
k.execute('UPDATE counted SET n = n + 1')
waiting = threading.Thread(target=lambda: l.execute('UPDATE counted SET n = n + 10'))
waiting.start(); waiting.join(1); waited = waiting.is_alive()
a.commit(); waiting.join(20)
k.execute('SELECT n FROM counted')
print(json.dumps({'waited': waited, 'n': k.fetchone()[0]}))`);
    expect(result).toEqual({ waited: true, n: 11 });
  });

  test('a transaction whose rows another one has changed meanwhile fails with 1023', async () => {
    const result = await clients.python<Record<string, unknown>>(`${connect}
a, b = postgres(), postgres()
k, l = a.cursor(), b.cursor()
k.execute('CREATE TABLE raced (n INT)'); k.execute('INSERT INTO raced VALUES (0)'); a.commit()
l.execute('SELECT * FROM raced'); l.fetchall()
k.execute('UPDATE raced SET n = 1'); a.commit()
print(json.dumps({'failure': failure(lambda: l.execute('UPDATE raced SET n = 2'))}))`);
    expect(result.failure).toContain('1023');
  });
});
