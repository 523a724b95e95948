/** The port of the local warehouse, called by psql, and by what speaks no PostgreSQL. */
import { once } from 'node:events';
import net from 'node:net';
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
      /cannot drop table narrowed column b because other objects depend on it[\s\S]*uses_b/,
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

test('a client that speaks no PostgreSQL is hung up on', async () => {
  const socket = net.connect({ port: Number(clients.env.PGPORT), host: '127.0.0.1' });
  socket.end('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  const [data] = (await once(socket, 'data')) as [Buffer];
  expect(data.toString()).toContain('invalid length of message');
  expect(await psql('SELECT 1')).toBe('1');
});
