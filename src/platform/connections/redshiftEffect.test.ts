import { describe, expect, it } from 'vitest';
import { effectOfCommand } from './commandEffect.ts';

const sql = (Sql: string) => effectOfCommand('ExecuteStatement', { Sql });

describe('the effect of SQL on Redshift', () => {
  it('lets queries and what looks at the catalog read', () => {
    for (const text of [
      'SELECT 1',
      '-- note\n/* more */ (with a as (select 1) select * from a)',
      "select 'insert into t; drop table t' as text",
      'show table sales.orders',
      'explain select * from orders',
      'EXPLAIN DELETE FROM orders',
      'set search_path to sales',
      'begin',
      'select "update", "into" from t',
      'declare c cursor for select 1',
      'prepare p as select $1',
      'select 1;',
    ])
      expect(sql(text), text).toBe('read');
  });

  it('knows what changes something', () => {
    for (const text of [
      "COPY sales FROM 's3://lake/gold/' IAM_ROLE default FORMAT PARQUET",
      "unload ('select 1') to 's3://lake/out/' iam_role default",
      'CALL refresh_all()',
      'grant select on t to public',
      'REVOKE ALL ON t FROM bob',
      'vacuum full t',
      'analyze t',
      'select * into copied from t',
      'create table x as select 1',
      'create or replace view v as select 1',
      'refresh materialized view cube',
      'update t set a = 1',
      'insert into t select 1',
      'merge into t using s on t.a = s.a remove duplicates',
      'alter table t append from s',
      'alter table t add column a int',
      'execute p',
      'prepare p as insert into t values ($1)',
      'set session authorization bob',
      'select pg_terminate_backend(1)',
      'explain analyze insert into t select 1',
      'create procedure p() as $$ begin drop table t; end; $$ language plpgsql',
      'frobnicate',
      '',
      '-- nothing',
    ])
      expect(sql(text), text).toBe('write');
  });

  it('knows what loses something, also in disguise', () => {
    for (const text of [
      'drop table t',
      'TRUNCATE t',
      "delete from t where day = '2026-01-01'",
      'alter table t drop column a',
      'alter table spectrum.t drop partition (day = 1)',
      'merge into t using s on t.a = s.a when matched then delete when not matched then insert values (1)',
      "unload ('select 1') to 's3://lake/out/' iam_role default cleanpath",
      '/* tidy up */ drop/**/table t',
      'select 1; drop table t',
      'begin; delete from t; commit',
      'explain select 1; truncate t',
    ])
      expect(sql(text), text).toBe('destroy');
  });

  it('is not misled by quotes and comments that servers read in different ways', () => {
    // With or without escapes, one of the two is a statement of its own.
    expect(sql(String.raw`select '\'; drop table t; --'`)).toBe('destroy');
    expect(sql(String.raw`select 'a\\'; drop table t`)).toBe('destroy');
    expect(sql("select $$'$$; drop table t; select $$'$$")).toBe('destroy');
    expect(sql("select $a$'$a$; drop table t; select $a$'$a$")).toBe('destroy');
    expect(sql("/* /* */ ' */ drop table t --'")).toBe('destroy');
    expect(sql('/* /* */ select 1 */ ; drop table t')).toBe('destroy');
    expect(sql('select "a""; drop table t; --"; delete from t')).toBe('destroy');
  });

  it('judges a batch by its worst statement', () => {
    const batch = (...Sqls: string[]) => effectOfCommand('BatchExecuteStatement', { Sqls });
    expect(batch('select 1', 'show tables')).toBe('read');
    expect(batch('select 1', 'insert into t values (1)')).toBe('write');
    expect(batch('insert into t values (1)', 'drop table t', 'select 1')).toBe('destroy');
    expect(batch()).toBe('write');
    expect(effectOfCommand('BatchExecuteStatement', undefined)).toBe('write');
  });

  it('judges the other calls of the Data API by their names', () => {
    expect(effectOfCommand('GetStatementResultV2', {})).toBe('read');
    expect(effectOfCommand('CancelStatement', {})).toBe('write');
    expect(effectOfCommand('PauseCluster', {})).toBe('write');
    expect(effectOfCommand('DeleteWorkgroup', {})).toBe('destroy');
  });
});
