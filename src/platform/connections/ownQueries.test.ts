import { expect, test } from 'vitest';
import type { RunId, RunRef } from '../../core/run.ts';
import { effectOfStopping, endsOwnQuery, rememberQuery } from './ownQueries.ts';

test('only what was started here, and only by the call that ends it', () => {
  rememberQuery('ExecuteStatement', { output: { Id: 'mine' } });
  rememberQuery('StartQueryExecution', { output: { QueryExecutionId: 'asked' } });
  rememberQuery('DescribeStatement', { output: { Id: 'looked at' } });
  expect(endsOwnQuery('CancelStatement', { Id: 'mine' })).toBe(true);
  expect(endsOwnQuery('StopQueryExecution', { QueryExecutionId: 'asked' })).toBe(true);
  expect(endsOwnQuery('CancelStatement', { Id: 'looked at' })).toBe(false);
  expect(endsOwnQuery('CancelStatement', { Id: 'of another' })).toBe(false);
  expect(endsOwnQuery('DeleteCluster', { Id: 'mine' })).toBe(false);
  expect(endsOwnQuery('CancelStatement', undefined)).toBe(false);
});

test('stopping it as a run takes no more than reading; another one takes a change', () => {
  rememberQuery('ExecuteStatement', { output: { Id: 'of a panel' } });
  const ref = (id: string): RunRef => ({
    service: 'redshift',
    id: id as RunId,
    of: { kind: 'redshift.workgroup', path: [] },
  });
  expect(effectOfStopping(ref('of a panel'))).toBe('read');
  expect(effectOfStopping(ref('of a colleague'))).toBe('write');
});

test('forgets the oldest', () => {
  for (let i = 0; i < 1100; i++) rememberQuery('ExecuteStatement', { output: { Id: `q${i}` } });
  expect(endsOwnQuery('CancelStatement', { Id: 'q0' })).toBe(false);
  expect(endsOwnQuery('CancelStatement', { Id: 'q1099' })).toBe(true);
});
