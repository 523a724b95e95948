import { describe, expect, it } from 'vitest';
import { effectOfAirflowRequest } from './airflowEffect.ts';
import { effectOfCommand } from './commandEffect.ts';

const effectOf = (Method: string, Path: string, Body?: unknown) => effectOfAirflowRequest({ Method, Path, Body });

describe('effectOfAirflowRequest', () => {
  it('judges by method and path', () => {
    expect(effectOf('GET', '/dags')).toBe('read');
    expect(effectOf('POST', '/dags/shop/dagRuns')).toBe('write');
    expect(effectOf('PATCH', '/dags/shop')).toBe('write');
    expect(effectOf('DELETE', '/dags/shop/dagRuns/r')).toBe('destroy');
    expect(effectOf('delete', '/dags/shop')).toBe('destroy');
  });

  it('lets lists with filters and trials read', () => {
    expect(effectOf('POST', '/dags/~/dagRuns/list')).toBe('read');
    expect(effectOf('POST', '/dags/~/dagRuns/~/taskInstances/list')).toBe('read');
    expect(effectOf('POST', '/dags/shop/clearTaskInstances', { dry_run: true })).toBe('read');
    expect(effectOf('POST', '/dags/shop/clearTaskInstances', { dry_run: false })).toBe('write');
  });

  it('takes what it cannot read for a change', () => {
    expect(effectOfAirflowRequest(undefined)).toBe('write');
  });

  it('judges MWAA’s call by what it carries', () => {
    expect(effectOfCommand('InvokeRestApi', { Method: 'GET', Path: '/dags' })).toBe('read');
    expect(effectOfCommand('InvokeRestApi', { Method: 'DELETE', Path: '/dags/shop' })).toBe('destroy');
    expect(effectOfCommand('InvokeRestApi', {})).toBe('write');
  });
});
