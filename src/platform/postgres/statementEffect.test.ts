import { expect, test } from 'vitest';
import { effectOfPostgresSql } from './statementEffect.ts';

test.each([
  'SELECT * FROM orders',
  'with a as (select 1) table a',
  "SELECT 'DROP TABLE orders; DELETE FROM orders'",
  'SELECT $$ delete from orders $$',
  'EXPLAIN DELETE FROM orders',
  'EXPLAIN (ANALYZE, BUFFERS) SELECT 1',
  'show wal_level',
  'SET search_path TO sales',
])('%s reads', (sql) => {
  expect(effectOfPostgresSql(sql)).toBe('read');
});

test.each([
  'INSERT INTO orders VALUES (1)',
  'UPDATE orders SET amount = 1',
  'SELECT * INTO copied FROM orders',
  'WITH gone AS (DELETE FROM orders RETURNING *) SELECT * FROM gone',
  'WITH u AS (UPDATE orders AS o SET amount = 1 RETURNING *) SELECT * FROM u',
  'EXPLAIN (ANALYZE) UPDATE orders SET amount = 1',
  'explain analyze insert into orders values (1)',
  'SELECT pg_terminate_backend(1)',
  "SELECT set_config('default_transaction_read_only', 'off', false)",
  'SET default_transaction_read_only = off',
  'BEGIN READ WRITE',
  "SELECT pg_drop_replication_slot('dms')",
  'SET ROLE owner',
  'CREATE TABLE t (n int)',
  "SELECT 'a\\'; INSERT INTO t VALUES (1); --'",
  '',
])('%s changes something', (sql) => {
  expect(effectOfPostgresSql(sql)).toBe('write');
});

test.each([
  'DROP TABLE orders',
  'delete from orders',
  'SELECT 1; TRUNCATE orders',
  'ALTER TABLE orders DROP COLUMN amount',
  'EXPLAIN (ANALYZE, COSTS off) DELETE FROM orders',
  'MERGE INTO a USING b ON true WHEN MATCHED THEN DELETE',
])('%s destroys', (sql) => {
  expect(effectOfPostgresSql(sql)).toBe('destroy');
});
