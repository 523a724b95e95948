/** The port of the local warehouse, called by what people call Redshift with: psql, psycopg2, redshift_connector. */
import { once } from 'node:events';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type WarehouseClients, warehouseClients } from '../support/warehouseClients.ts';

let endpoint: TestEndpoint;
let clients: WarehouseClients;
beforeAll(async () => {
  endpoint = await startTestEndpoint();
  clients = await warehouseClients(endpoint);
});
afterAll(() => endpoint?.[Symbol.asyncDispose]());

const psql = (...commands: string[]) => clients.psql(commands);

const connect = `
import json, os
where = dict(host=os.environ['PGHOST'], port=int(os.environ['PGPORT']), user=os.environ['PGUSER'], password=os.environ['PGPASSWORD'])
import redshift_connector, psycopg2
def redshift(**more): return redshift_connector.connect(database='dev', **{**where, **more})
def postgres(**more): return psycopg2.connect(dbname='dev', **{**where, **more})
def failure(work):
    try: work()
    except (redshift_connector.Error, psycopg2.Error) as error: return str(error)
`;

describe('psql', () => {
  test('speaks TLS and tells a Redshift of its own kind', async () => {
    expect(await psql('\\conninfo')).toMatch(/SSL connection \(protocol: TLSv1\.3/);
    expect(await psql('SHOW server_version')).toBe('8.0.2');
    expect(await psql('SELECT version()')).toMatch(/^PostgreSQL 8\.0\.2 .*Redshift/);
  });

  test('lists tables, views, schemas, databases, and describes a table', async () => {
    await psql(
      'CREATE TABLE listed (id INT IDENTITY(1,1), region VARCHAR(10) NOT NULL, amount DECIMAL(10,2), PRIMARY KEY (id)) DISTKEY(region) SORTKEY(id)',
      'CREATE VIEW listed_view AS SELECT region FROM listed',
    );
    expect((await psql('\\dt')).split('\n')).toContain('public|listed|table|admin');
    expect((await psql('\\dv')).split('\n')).toContain('public|listed_view|view|admin');
    expect(await psql('\\dn')).toBe('public|admin');
    expect(await psql('\\l')).toMatch(/^dev\|/m);
    const described = await psql('\\d listed');
    expect(described).toMatch(/^region\|character varying\(10\)\|\|not null\|$/m);
    expect(described).toMatch(/^amount\|numeric\(10,2\)\|\|\|$/m);
  });

  test('columns change after rows have, in one transaction, as dbt widens a column', async () => {
    await psql(
      "CREATE TABLE wide (id INT NOT NULL, name VARCHAR(3), kind VARCHAR(9) DEFAULT 'none')",
      "INSERT INTO wide VALUES (1, 'abc'), (2, 'def')",
      'CREATE TABLE base_of_view (id INT)',
      'INSERT INTO base_of_view VALUES (1)',
      'CREATE VIEW over_base AS SELECT id FROM base_of_view',
    );
    const widened = await psql(
      'BEGIN',
      'UPDATE wide SET id = id + 10',
      'ALTER TABLE wide ADD COLUMN name__dbt_alter VARCHAR(20)',
      'UPDATE wide SET name__dbt_alter = name',
      'ALTER TABLE wide DROP COLUMN name',
      'DELETE FROM wide WHERE id = 12',
      "ALTER TABLE wide ADD COLUMN since VARCHAR(4) NOT NULL DEFAULT 'now'",
      "INSERT INTO wide (id, name__dbt_alter) VALUES (13, 'a longer name')",
      'UPDATE base_of_view SET id = 24',
      'ALTER TABLE base_of_view ADD COLUMN more INT',
      'COMMIT',
    );
    expect(widened).not.toMatch(/ERROR/);
    const rows = () =>
      psql('SELECT id, name__dbt_alter, kind, since FROM wide ORDER BY id', 'SELECT sum(id) FROM over_base');
    const before = '11|abc|none|now\n13|a longer name|none|now\n24';
    expect(await rows()).toBe(before);
    await psql('BEGIN', 'DELETE FROM wide', 'ALTER TABLE wide DROP COLUMN since', 'ROLLBACK');
    expect(await rows()).toBe(before);
    expect(await psql('INSERT INTO wide (id) VALUES (NULL)')).toMatch(/not-null|null value/i);
  });

  test('a column that a view uses goes only with the view; other views stay', async () => {
    await psql(
      'CREATE TABLE narrowed (a INT, b INT, c INT)',
      'INSERT INTO narrowed VALUES (1, 2, 3)',
      'CREATE VIEW uses_a AS SELECT a FROM narrowed',
      'CREATE VIEW uses_b AS SELECT a, b FROM narrowed',
      'CREATE VIEW above_b AS SELECT b FROM uses_b',
    );
    expect(await psql('ALTER TABLE narrowed DROP COLUMN c')).toBe('');
    expect(await psql('ALTER TABLE narrowed DROP COLUMN b')).toMatch(
      /cannot drop table narrowed column b because other objects depend on it[^]*uses_b/,
    );
    expect(await psql('SELECT b FROM above_b')).toBe('2');
    expect(await psql('ALTER TABLE narrowed DROP COLUMN b CASCADE', 'SELECT a FROM uses_a')).toBe('1');
    expect(await psql('SELECT * FROM uses_b')).toMatch(/relation "uses_b" does not exist/);
  });

  test('runs a transaction as Redshift does: an error ends it, a rollback takes tables back', async () => {
    await psql('CREATE TABLE moved (n INT)', 'INSERT INTO moved VALUES (1)');
    const failed = await psql(
      'BEGIN',
      'CREATE TABLE gone (n INT)',
      'SELECT 1/0',
      'SELECT 1',
      'COMMIT',
      'SELECT * FROM gone',
    );
    expect(failed).toContain('current transaction is aborted, commands ignored until end of transaction block');
    expect(failed).toContain('relation "gone" does not exist');
    expect(
      await psql(
        'BEGIN',
        'UPDATE moved SET n = 2',
        'ALTER TABLE moved RENAME TO renamed',
        'ROLLBACK',
        'SELECT n FROM moved',
      ),
    ).toBe('1');
  });

  test('takes several statements of one message as one transaction', async () => {
    await psql('CREATE TABLE together (n INT)');
    expect(await psql('INSERT INTO together VALUES (1); SELECT 1/0')).toContain('ERROR');
    expect(await psql('SELECT count(*) FROM together')).toBe('0');
  });

  test('points at the place of an error', async () => {
    const text = await clients.psql(['SELECT bogus FROM (SELECT 1 AS a) t'], []);
    expect(text).toMatch(/LINE 1: SELECT bogus FROM[^\n]*\n\s{8,}\s+\^/);
  });

  test('is told where a \\copy fails', async () => {
    expect(await psql('CREATE TABLE stdin_target (n INT)', 'COPY stdin_target FROM STDIN')).toMatch(/ERROR:/);
  });

  test('is refused with a wrong password, a foreign database and without a password at all', async () => {
    const refused = (env: Record<string, string>) =>
      clients.python<string | null>(`${connect}
import sys
print(json.dumps(failure(lambda: postgres(**${JSON.stringify(env)}))))`);
    expect(await refused({ password: 'wrong' })).toContain('password authentication failed for user "admin"');
    expect(await refused({ user: 'nobody' })).toContain('password authentication failed for user "nobody"');
    expect(await clients.psql(['SELECT 1'], ['-d', 'nowhere'])).toContain('database "nowhere" does not exist');
  });
});

describe('names and what stands on them', () => {
  test('a view follows its table when that is renamed, and holds it', async () => {
    await psql('CREATE TABLE base (n INT)', 'INSERT INTO base VALUES (7)', 'CREATE VIEW above AS SELECT n FROM base');
    expect(await psql('DROP TABLE base')).toContain('view public.above depends on table public.base');
    expect(await psql('ALTER TABLE base RENAME TO ground', 'CREATE TABLE base (n INT)', 'SELECT n FROM above')).toBe(
      '7',
    );
    expect(await psql('DROP TABLE ground CASCADE', 'SELECT n FROM above')).toContain('relation "above" does not exist');
  });

  test('a late-binding view needs its table only when it is used', async () => {
    await psql('CREATE VIEW late AS SELECT n FROM public.later WITH NO SCHEMA BINDING');
    expect(await psql('SELECT n FROM late')).toContain('does not exist');
    expect(await psql('CREATE TABLE later (n INT)', 'INSERT INTO later VALUES (3)', 'SELECT n FROM late')).toBe('3');
    expect(await psql('DROP TABLE later', 'SELECT 1')).toBe('1');
  });

  test('temporary tables hide others of their name, and go with their session', async () => {
    await psql('CREATE TABLE shown (n INT)', 'INSERT INTO shown VALUES (1)');
    expect(await psql('CREATE TEMP TABLE shown AS SELECT 2 AS n', 'SELECT n FROM shown')).toBe('2');
    expect(await psql('SELECT n FROM shown')).toBe('1');
  });

  test('values that are too long, missing or no number are refused in Redshift’s words', async () => {
    await psql('CREATE TABLE strict (word VARCHAR(5) NOT NULL, n INT)');
    expect(await psql("INSERT INTO strict VALUES ('áéíóú', 1)")).toContain(
      'value too long for type character varying(5)',
    );
    expect(await psql('INSERT INTO strict VALUES (NULL, 1)')).toContain('Cannot insert a NULL value into column word');
  });

  test('databases are made, connected to and dropped', async () => {
    expect(await psql('CREATE DATABASE second')).toBe('');
    expect(
      await clients.psql(['CREATE TABLE t (n INT)', 'SELECT current_database()'], ['-A', '-t', '-d', 'second']),
    ).toBe('second');
    expect(await psql('BEGIN', 'DROP DATABASE second')).toContain('cannot run inside a transaction block');
    expect(await psql('DROP DATABASE second', "SELECT count(*) FROM pg_database WHERE datname = 'second'")).toBe('0');
  });
});

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

test('a client that speaks no PostgreSQL is hung up on', async () => {
  const socket = net.connect({ port: Number(clients.env.PGPORT), host: '127.0.0.1' });
  socket.end('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  const [data] = (await once(socket, 'data')) as [Buffer];
  expect(data.toString()).toContain('invalid length of message');
  expect(await psql('SELECT 1')).toBe('1');
});
