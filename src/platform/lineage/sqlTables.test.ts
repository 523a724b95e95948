import { describe, expect, it } from 'vitest';
import { sqlTables } from './sqlTables.ts';

const named = (sql: string) => {
  const { reads, writes, readsFrom, writesTo } = sqlTables(sql);
  return [reads.map((path) => path.join('.')), writes.map((path) => path.join('.')), readsFrom, writesTo];
};

describe('the tables of a statement', () => {
  it.each([
    ['select * from a.b join "C" on true, lateral x', [['a.b', 'C'], [], [], []]],
    ['with t as (select 1 from s.x), u as (select * from t) select * from u', [['s.x'], [], [], []]],
    [
      'select extract(day from d), substring(n from 2) from orders o, items as i where x',
      [['orders', 'items'], [], [], []],
    ],
    [
      'insert into lake.orders (a, b) select a, b from lake_staging.orders',
      [['lake_staging.orders'], ['lake.orders'], [], []],
    ],
    ['MERGE INTO a.t USING b.t AS s ON a.t.k = s.k WHEN MATCHED THEN UPDATE SET v = s.v', [['b.t'], ['a.t'], [], []]],
    ['create table if not exists a.t (k int)', [[], [], [], []]],
    ['create or replace view v as select * from t', [['t'], ['v'], [], []]],
    ["copy a.t from 's3://b/gold/t/' iam_role 'r' format as parquet", [[], ['a.t'], ['s3://b/gold/t/'], []]],
    ["unload ('select * from a.t where x = ''y''') to 's3://b/out/' iam_role 'r'", [['a.t'], [], [], ['s3://b/out/']]],
    ['select * from a join b using (id) -- from c', [['a', 'b'], [], [], []]],
    ['delete from a.t; drop table a.s', [[], ['a.t'], [], []]],
    ["select * from unnest(array['x']) as t(x)", [[], [], [], []]],
  ])('%s', (sql, wanted) => expect(named(sql)).toEqual(wanted));
});
