import { describe, expect, it } from 'vitest';
import { effectOfCommand } from './commandEffect.ts';

const sql = (QueryString: string) => effectOfCommand('StartQueryExecution', { QueryString });

describe('effectOfCommand', () => {
  it('judges calls by their names', () => {
    expect(effectOfCommand('ListObjectsV2', {})).toBe('read');
    expect(effectOfCommand('GetJobRuns', {})).toBe('read');
    expect(effectOfCommand('BatchGetQueryExecution', {})).toBe('read');
    expect(effectOfCommand('StartJobRun', {})).toBe('write');
    expect(effectOfCommand('PutObject', {})).toBe('write');
    // It calls the service that the state names.
    expect(effectOfCommand('TestState', {})).toBe('write');
    expect(effectOfCommand('DeleteObjects', {})).toBe('destroy');
    expect(effectOfCommand('BatchDeleteTable', {})).toBe('destroy');
  });

  it('takes a name that says nothing for a change', () => {
    expect(effectOfCommand('Frobnicate', {})).toBe('write');
    expect(effectOfCommand('', {})).toBe('write');
  });

  it('lets queries read', () => {
    expect(sql('SELECT 1')).toBe('read');
    expect(sql('-- note\n/* more */ (with a as (select 1) select * from a)')).toBe('read');
    expect(sql('show tables')).toBe('read');
    expect(sql("select 'insert into t' as text")).toBe('read');
  });

  it('knows statements that change or lose something, also in disguise', () => {
    expect(sql('INSERT INTO t SELECT 1')).toBe('write');
    expect(sql('create table x as select 1')).toBe('write');
    expect(sql('UNLOAD (select 1) TO ‘s3://b/’')).toBe('write');
    expect(sql('DROP TABLE t')).toBe('destroy');
    expect(sql('-- tidy up\n/* now */ drop table t')).toBe('destroy');
    expect(sql("DELETE FROM t WHERE day = '2026-01-01'")).toBe('destroy');
    expect(sql("alter table t drop if exists partition (day = '2026-01-01')")).toBe('destroy');
    expect(sql('ALTER TABLE `drop` ADD COLUMNS (a int)')).toBe('write');
    expect(sql('explain analyze insert into t select 1')).toBe('write');
    expect(sql('')).toBe('write');
  });
});
