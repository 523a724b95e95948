import { describe, expect, test } from 'vitest';
import { fillIn, payloadOf, sampleContext } from './payload.ts';
import { checkTarget, invocationOf } from './target.ts';

const RoleArn = 'arn:aws:iam::000000000000:role/r';
const machine = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
const bus = 'arn:aws:events:us-east-1:000000000000:event-bus/orders';

describe('what a target starts', () => {
  test.each([
    [machine, 'states', 'StartExecution', { stateMachineArn: machine, name: 'one', input: '{"a":1}' }],
    [
      'arn:aws:lambda:us-east-1:000000000000:function:f',
      'lambda',
      'Invoke',
      {
        FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:f',
        InvocationType: 'Event',
        Payload: Buffer.from('{"a":1}'),
      },
    ],
    [
      'arn:aws:sns:us-east-1:000000000000:t',
      'sns',
      'Publish',
      { TopicArn: 'arn:aws:sns:us-east-1:000000000000:t', Message: '{"a":1}' },
    ],
    ['arn:aws:scheduler:::aws-sdk:glue:startJobRun', 'glue', 'StartJobRun', { a: 1 }],
    ['arn:aws:scheduler:::aws-sdk:redshiftdata:executeStatement', 'redshift-data', 'ExecuteStatement', { a: 1 }],
  ])('%s', (Arn, service, operation, input) => {
    expect(invocationOf({ Arn, RoleArn }, '{"a":1}', 'one')).toEqual({ service, operation, input });
  });

  test('an event bus, with source and type', () => {
    const EventBridgeParameters = { Source: 'shop', DetailType: 'Order' };
    expect(invocationOf({ Arn: bus, RoleArn, EventBridgeParameters }, '{"a":1}', 'one').input).toEqual({
      Entries: [{ EventBusName: bus, Source: 'shop', DetailType: 'Order', Detail: '{"a":1}' }],
    });
    expect(() => checkTarget({ Arn: bus, RoleArn })).toThrow(/EventBridgeParameters/);
  });

  test('members of an SDK call in PascalCase, whatever the service calls them', () => {
    const Arn = 'arn:aws:scheduler:::aws-sdk:sfn:startExecution';
    const payload = JSON.stringify({ StateMachineArn: machine, Input: '{"X": 1}' });
    expect(invocationOf({ Arn, RoleArn }, payload, 'one').input).toEqual({
      stateMachineArn: machine,
      input: '{"X": 1}',
    });
  });

  test.each([
    ['arn:aws:scheduler:::aws-sdk:glue:getJobRun', '{}', /only reads/],
    ['arn:aws:scheduler:::aws-sdk:glue:startJobRun', '[1]', /JSON object/],
    ['arn:aws:scheduler:::aws-sdk:glue', '{}', /correct format/],
    ['arn:aws:sqs:us-east-1:000000000000:q', 'text', /correct format/],
    ['machine', '{}', /correct format/],
    [machine, '{"a": ', /well-formed JSON/],
    [machine, '<aws.scheduler.execution-id>', /well-formed JSON/],
  ])('%s is refused', (Arn, Input, message) => {
    expect(() => checkTarget({ Arn, RoleArn, Input })).toThrow(
      expect.objectContaining({ code: 'ValidationException' }),
    );
    expect(() => checkTarget({ Arn, RoleArn, Input })).toThrow(message);
  });

  test('what only begins like reading is taken', () => {
    expect(() => checkTarget({ Arn: 'arn:aws:scheduler:::aws-sdk:x:getaway', RoleArn })).not.toThrow();
  });

  test('a message may be any text', () => {
    const Arn = 'arn:aws:sns:us-east-1:000000000000:t';
    expect(() => checkTarget({ Arn, RoleArn, Input: 'good morning' })).not.toThrow();
  });
});

describe('what it receives', () => {
  const fire = { executionId: 'e-1', scheduledTime: '2026-03-01T12:00:00.000Z' };
  const context = { ...sampleContext, fire, attempt: 2 };

  test('its input with the context filled in', () => {
    const input =
      '{"id": "<aws.scheduler.execution-id>", "at": "<aws.scheduler.scheduled-time>", "n": <aws.scheduler.attempt-number>, "arn": "<aws.scheduler.schedule-arn>", "other": "<aws.scheduler.unknown> <b>"}';
    expect(JSON.parse(fillIn(input, context))).toEqual({
      id: 'e-1',
      at: '2026-03-01T12:00:00Z',
      n: 2,
      arn: sampleContext.scheduleArn,
      other: '<aws.scheduler.unknown> <b>',
    });
  });

  test('or an event', () => {
    expect(JSON.parse(payloadOf(context, { Arn: machine, RoleArn }))).toEqual({
      version: '0',
      id: 'e-1',
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: '000000000000',
      time: '2026-03-01T12:00:00Z',
      region: 'us-east-1',
      resources: [sampleContext.scheduleArn],
      detail: '{}',
    });
  });
});
