/** Materialized views of the local warehouse by psql: stale, refreshed by hand and by themselves. */
import { afterAll, beforeAll, expect, test } from 'vitest';
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

test('are stale once their tables change, until they are refreshed', async () => {
  await psql('CREATE TABLE facts (region VARCHAR(10), amount DECIMAL(10,2))', "INSERT INTO facts VALUES ('Lima', 1.5)");
  await psql('CREATE MATERIALIZED VIEW cube AS SELECT region, sum(amount) AS total FROM facts GROUP BY region');
  const state = "SELECT is_stale, autorefresh FROM svv_mv_info WHERE name = 'cube'";
  expect(await psql(state)).toBe('f|f');
  await psql("INSERT INTO facts VALUES ('Lima', 2)");
  expect(await psql(state, 'SELECT total FROM cube')).toBe('t|f\n1.50');
  expect(await psql('REFRESH MATERIALIZED VIEW cube')).toContain('recomputed from scratch');
  expect(await psql(state, 'SELECT total FROM cube')).toBe('f|f\n3.50');
  expect(await psql('REFRESH MATERIALIZED VIEW cube')).toContain('already up to date');
  expect(await psql('INSERT INTO cube VALUES (1)')).toContain('materialized view');
  expect(await psql('DROP MATERIALIZED VIEW cube', state)).toBe('');
});

test('with AUTO REFRESH follow what is committed by themselves, one on top of another too', async () => {
  await psql(
    'CREATE TABLE visits (page VARCHAR(10), n INT)',
    'CREATE MATERIALIZED VIEW pages AUTO REFRESH YES AS SELECT page, sum(n) AS visits FROM visits GROUP BY page',
    'CREATE MATERIALIZED VIEW busiest AUTO REFRESH YES AS SELECT max(visits) AS most FROM pages',
    "INSERT INTO visits VALUES ('home', 1), ('home', 2)",
  );
  await expect.poll(() => psql('SELECT most FROM busiest'), { timeout: 30_000 }).toBe('3');
  const told = "FROM svl_mv_refresh_status WHERE mv_name IN ('pages', 'busiest')";
  expect(await psql(`SELECT DISTINCT refresh_type, status ${told}`)).toBe(
    'Auto|Refresh successfully recomputed MV from scratch',
  );
  expect(await psql("SELECT is_stale, autorefresh FROM stv_mv_info WHERE name = 'busiest'")).toBe('f|t');
  // A change that is not committed starts nothing; a person's refresh is told apart; what is dropped is left alone.
  await psql('BEGIN', 'INSERT INTO visits VALUES (NULL, 100)', 'ROLLBACK');
  await psql('BEGIN', "INSERT INTO visits VALUES ('home', 4)", 'REFRESH MATERIALIZED VIEW pages', 'COMMIT');
  expect(await psql(`SELECT count(*) ${told} AND refresh_type = 'Manual'`)).toBe('1');
  await expect.poll(() => psql('SELECT most FROM busiest'), { timeout: 30_000 }).toBe('7');
  await psql('INSERT INTO visits VALUES (NULL, 100)', 'DROP TABLE visits CASCADE');
  expect(await psql("SELECT count(*) FROM stv_mv_info WHERE name IN ('pages', 'busiest')")).toBe('0');
});

test('that refresh themselves give way to whoever needs them', async () => {
  await psql(
    'CREATE TABLE points (n INT)',
    'CREATE MATERIALIZED VIEW pairs AUTO REFRESH YES AS SELECT count(*) AS pairs FROM points a JOIN points b ON a.n <> b.n * 2',
    'INSERT INTO points SELECT n FROM generate_series(1, 100000) AS g(n)',
  );
  const running = "SELECT count(*) FROM sys_query_history WHERE username = 'rdsdb' AND status = 'running'";
  await expect.poll(() => psql(running), { timeout: 30_000 }).toBe('1');
  expect(await psql('INSERT INTO points VALUES (1)', 'DROP MATERIALIZED VIEW pairs', 'DROP TABLE points')).toBe('');
});
