import type { ResourceStatus, StackEvent } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';
import { logEventOf, operationsOf, stepsOfOperation } from './stackEvents.ts';

const stackId = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/lake/1';

/** `Bucket CREATE_FAILED: exists`, a second apart; the stack itself is `*`. */
function events(...lines: readonly string[]): StackEvent[] {
  return lines.map((line, i) => {
    const [, name = '', status = '', reason] = /^(\S+) (\w+)(?:: (.*))?$/.exec(line) ?? [];
    return {
      StackId: stackId,
      StackName: 'lake',
      EventId: `e${i}`,
      LogicalResourceId: name === '*' ? 'lake' : name,
      PhysicalResourceId: name === '*' ? stackId : `lake-${name}`,
      ResourceType: name === '*' ? 'AWS::CloudFormation::Stack' : 'AWS::S3::Bucket',
      ResourceStatus: status as ResourceStatus,
      Timestamp: new Date(1000 * i),
      ...(reason ? { ResourceStatusReason: reason } : {}),
    };
  });
}

const lifetime = events(
  '* REVIEW_IN_PROGRESS: User Initiated',
  '* CREATE_IN_PROGRESS: User Initiated',
  'A CREATE_IN_PROGRESS',
  'A CREATE_IN_PROGRESS: Resource creation Initiated',
  'A CREATE_COMPLETE',
  '* CREATE_COMPLETE',
  '* UPDATE_IN_PROGRESS: User Initiated',
  'A UPDATE_IN_PROGRESS',
  'A UPDATE_COMPLETE',
  'B CREATE_IN_PROGRESS',
  'B CREATE_FAILED: B already exists',
  '* UPDATE_ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [B].',
  'A UPDATE_IN_PROGRESS',
  'A UPDATE_COMPLETE',
  '* UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'B DELETE_IN_PROGRESS',
  'B DELETE_COMPLETE',
  '* UPDATE_ROLLBACK_COMPLETE',
  '* DELETE_IN_PROGRESS: User Initiated',
  'A DELETE_IN_PROGRESS',
);

describe('operationsOf', () => {
  it('tells a creation, an update that was rolled back, and a deletion under way', () => {
    expect(operationsOf(lifetime)).toMatchObject([
      { id: 'e1', verb: 'CREATE', state: 'succeeded', status: 'CREATE_COMPLETE' },
      {
        id: 'e6',
        verb: 'UPDATE',
        state: 'failed',
        status: 'UPDATE_ROLLBACK_COMPLETE',
        error: { name: 'B (AWS::S3::Bucket)', message: 'B already exists' },
      },
      { id: 'e18', verb: 'DELETE', state: 'running', status: 'DELETE_IN_PROGRESS' },
    ]);
    expect(operationsOf(lifetime)[0]).not.toHaveProperty('error');
  });

  it('leaves out what began before the events that were read', () => {
    expect(operationsOf(lifetime.slice(7)).map(({ id }) => id)).toEqual(['e18']);
  });

  it('ends a creation that its deletion overtakes', () => {
    const [creation, deletion] = operationsOf(
      events('* CREATE_IN_PROGRESS', 'A CREATE_IN_PROGRESS', '* DELETE_IN_PROGRESS', '* DELETE_COMPLETE'),
    );
    expect(creation).toMatchObject({ verb: 'CREATE', state: 'stopped' });
    expect(deletion).toMatchObject({ verb: 'DELETE', state: 'succeeded' });
  });
});

describe('stepsOfOperation', () => {
  it('is a step for each time that a resource is touched', () => {
    const [creation, update, deletion] = operationsOf(lifetime);
    expect(stepsOfOperation(creation!)).toEqual([
      expect.objectContaining({ id: 'e2', name: 'A', state: 'succeeded', startedAt: 2000, endedAt: 4000 }),
    ]);
    expect(stepsOfOperation(update!).map(({ name, state }) => [name, state])).toEqual([
      ['A', 'succeeded'],
      ['B · CREATE', 'failed'],
      ['A', 'succeeded'],
      ['B · DELETE', 'succeeded'],
    ]);
    expect(stepsOfOperation(deletion!)).toMatchObject([{ name: 'A', state: 'running' }]);
  });

  it('leaves no step running in an operation that is over', () => {
    const [operation] = operationsOf(events('* CREATE_IN_PROGRESS', 'A CREATE_IN_PROGRESS', '* CREATE_FAILED'));
    expect(stepsOfOperation(operation!)).toMatchObject([{ name: 'A', state: 'stopped' }]);
  });
});

it('logs an event as a line with its level', () => {
  const [failure, rollback] = events('A CREATE_FAILED: exists', '* ROLLBACK_IN_PROGRESS').map(logEventOf);
  expect(failure).toEqual({
    timestamp: 0,
    stream: 'A',
    level: 'error',
    message: 'CREATE_FAILED AWS::S3::Bucket A: exists',
  });
  expect(rollback).toMatchObject({ stream: 'lake', level: 'warn' });
});
