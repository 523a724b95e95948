import { describe, expect, it } from 'vitest';
import { caseRelations, type LineageCase, nameCases } from './lineageCases.ts';
import { parseQuery } from './parseQuery.ts';
import { queryCases } from './queryCases.ts';
import { type KnownRelation, resolveQuery } from './resolveQuery.ts';
import type { Rows } from './rows.ts';

const dialect = { backslash: false, lambdas: true };

function knownRelation(path: readonly string[]): KnownRelation {
  const id = (path.at(-1) ?? '').toLowerCase();
  const columns = caseRelations[id];
  return columns ? { id, columns, complete: true } : { id, columns: [], complete: false };
}

function resolved(sql: string): Rows {
  return resolveQuery(parseQuery(sql, dialect), knownRelation);
}

function shown({ columns }: Rows): Record<string, string> {
  const words = ({ origin }: (typeof columns)[number]) =>
    [
      ...origin.columns.map(({ relation, column }) => `${relation}.${column.toLowerCase()}`),
      ...origin.rows.map((relation) => `#${relation}`),
      ...(origin.unknown.length > 0 ? ['?'] : []),
    ].toSorted();
  return Object.fromEntries(columns.map((column) => [column.name, words(column).join(' ')]));
}

function expected({ columns }: LineageCase): Record<string, string> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, of]) => [name, of.split(' ').filter(Boolean).toSorted().join(' ')]),
  );
}

describe('the origin of columns', () => {
  it.each([...nameCases, ...queryCases])('$shape', (each) => {
    const rows = resolved(each.sql);
    expect(shown(rows)).toEqual(expected(each));
    expect(Object.keys(shown(rows))).toEqual(Object.keys(each.columns));
    expect(rows.open !== undefined).toBe(each.more === true);
  });
});

describe('whether a value is there as it was', () => {
  const asIs = (sql: string) => resolved(sql).columns.map(({ origin }) => origin.asIs);

  it('is so through names, stars, joins and unions', () => {
    expect(
      asIs('with a as (select o.order_id as id from orders o) select a.id, x.* from a, (select name from products) x'),
    ).toEqual([true, true]);
    expect(asIs('select name from customers union all select status from orders')).toEqual([true]);
  });

  it('is not so once anything was made of it', () => {
    expect(asIs('select amount::int, -amount, sum(amount), (select max(amount) from orders), 1 from orders')).toEqual(
      Array(5).fill(false),
    );
    expect(asIs('with a as (select upper(name) as n from products) select n from a')).toEqual([false]);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['create table t as select 1', 'select is expected before “create table t as se”'],
    ['select (a from t', ') is missing at its end'],
    ["select 'a from t", 'a text has no end'],
    ['select a /* from t', 'a comment has no end'],
    ['select a b c from t', 'from is expected before “c from t”'],
    ['select a from t; select b from u', '“select b from u” is not expected there'],
    ['', 'select is missing at its end'],
  ])('%s', (sql, message) => {
    expect(() => parseQuery(sql, dialect)).toThrow(message);
  });
});

describe('dialects', () => {
  it('differ in backslashes', () => {
    const sql = "select 'a\\' as text, order_id, ' from x' as more from orders";
    const rows = resolveQuery(parseQuery(sql, { backslash: false, lambdas: false }), knownRelation);
    expect(rows.columns.map(({ name }) => name)).toEqual(['text', 'order_id', 'more']);
    const redshift = "select 'it\\'s, from' as text, order_id from orders";
    expect(shown(resolveQuery(parseQuery(redshift, { backslash: true, lambdas: false }), knownRelation))).toEqual({
      text: '',
      order_id: 'orders.order_id',
    });
  });

  it('differ in what an arrow is', () => {
    const sql = 'select f(kind -> id) as x from events';
    const without = resolveQuery(parseQuery(sql, { backslash: false, lambdas: false }), knownRelation);
    expect(shown(without)).toEqual({ x: 'events.id events.kind' });
    expect(shown(resolved(sql))).toEqual({ x: 'events.id' });
  });
});
