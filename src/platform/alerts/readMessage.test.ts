import { describe, expect, it } from 'vitest';
import { readMessage } from './readMessage.ts';

const read = (message: unknown, subject?: string) =>
  readMessage({ subject, text: typeof message === 'string' ? message : JSON.stringify(message) });
const event = (type: string, source: string, detail: object, resources: readonly string[] = []) => ({
  version: '0',
  id: 'e1',
  'detail-type': type,
  source,
  account: '123456789012',
  time: '2026-11-22T02:00:00Z',
  region: 'us-east-1',
  resources,
  detail,
});
const execution = 'arn:aws:states:us-east-1:123456789012:execution:ventas-diarias:2026-11-22_a1b2';

describe('events of EventBridge', () => {
  it('a Glue job', () => {
    const detail = { jobName: 'raw_to_silver', severity: 'ERROR', jobRunId: 'jr_1', message: 'KeyError: x' };
    const news = read(event('Glue Job State Change', 'aws.glue', { ...detail, state: 'FAILED' }));
    expect(news).toEqual({
      failed: true,
      service: 'glue-jobs',
      pipeline: 'raw_to_silver',
      run: 'jr_1',
      cause: 'KeyError: x',
    });
    expect(read(event('Glue Job State Change', 'aws.glue', { ...detail, state: 'TIMEOUT' })).failed).toBe(true);
    expect(read(event('Glue Job State Change', 'aws.glue', { ...detail, state: 'SUCCEEDED' })).failed).toBe(false);
  });

  it('an execution of a state machine', () => {
    const detail = {
      executionArn: execution,
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:ventas-diarias',
      name: '2026-11-22_a1b2',
      status: 'FAILED',
      error: 'States.TaskFailed',
      cause: 'no rows',
    };
    expect(read(event('Step Functions Execution Status Change', 'aws.states', detail))).toEqual({
      failed: true,
      service: 'step-functions',
      pipeline: 'ventas-diarias',
      run: execution,
      cause: 'States.TaskFailed: no rows',
    });
  });

  it('a replication task and a kind that is not known', () => {
    const task = 'arn:aws:dms:us-east-1:123456789012:task:ABC';
    const detail = { eventType: 'REPLICATION_TASK_FAILED', category: 'Failure', detailMessage: 'Source is gone.' };
    expect(read(event('DMS Replication Task State Change', 'aws.dms', detail, [task]))).toMatchObject({
      failed: true,
      service: 'dms',
      run: task,
      cause: 'Source is gone.',
    });
    expect(read(event('Batch Job State Change', 'aws.batch', { status: 'FAILED' })).failed).toBe(true);
    expect(read(event('Batch Job State Change', 'aws.batch', { status: 'RUNNABLE' })).failed).toBe(false);
  });
});

describe('messages of services', () => {
  it('an alarm of CloudWatch, with what it measures', () => {
    const alarm = {
      AlarmName: 'orders-errors',
      NewStateValue: 'ALARM',
      NewStateReason: 'Threshold Crossed: 1 datapoint',
      Trigger: { Namespace: 'AWS/Lambda', Dimensions: [{ name: 'FunctionName', value: 'orders' }] },
    };
    expect(read(alarm)).toEqual({
      failed: true,
      service: 'lambda',
      pipeline: 'orders',
      cause: 'orders-errors: Threshold Crossed: 1 datapoint',
    });
    expect(read({ ...alarm, NewStateValue: 'OK' }).failed).toBe(false);
    expect(read({ AlarmName: 'a', NewStateValue: 'ALARM', NewStateReason: 'r' })).toMatchObject({ pipeline: 'a' });
  });

  it('a callback of a DAG', () => {
    const told = {
      source: 'airflow',
      event: 'task_failed',
      dag_id: 'oltp_to_olap_pipeline',
      run_id: 'scheduled__2026-11-22T00:00:00+00:00',
      task_id: 'raw_to_silver',
      try_number: 2,
      exception: 'AirflowException: Exiting Job jr_2 Run State: FAILED',
    };
    expect(read(told)).toEqual({
      failed: true,
      service: 'airflow',
      pipeline: 'oltp_to_olap_pipeline',
      run: 'scheduled__2026-11-22T00:00:00+00:00',
      step: 'raw_to_silver',
      cause: 'AirflowException: Exiting Job jr_2 Run State: FAILED',
    });
    expect(read({ ...told, event: 'dag_success', exception: undefined }).failed).toBe(false);
    expect(read({ dag_id: 'd', exception: 'x' }).failed).toBe(true);
  });

  it('a destination of a Lambda function, and an event of DMS', () => {
    const requestContext = {
      functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:orders:$LATEST',
      condition: 'RetriesExhausted',
      requestId: 'r1',
    };
    expect(read({ requestContext, responsePayload: { errorType: 'ValueError', errorMessage: 'no' } })).toEqual({
      failed: true,
      service: 'lambda',
      pipeline: 'orders',
      run: 'r1',
      cause: 'ValueError: no',
    });
    const dms = {
      'Event Source': 'replication-task',
      'Source ID': 'cdc',
      'Event Message': 'Replication task has failed.',
    };
    expect(read(dms)).toMatchObject({ failed: true, service: 'dms', pipeline: 'cdc' });
    expect(read({ ...dms, 'Event Message': 'Replication task has started.' }).failed).toBe(false);
  });
});

describe('what people have written', () => {
  it('a sentence with an execution, as the sample publishes it', () => {
    const text = `El lote de ventas falló y processed/ quedó como estaba. Error: GlueJobFallido. Causa: KeyError: 'monto' (corrida jr_0123456789abcdef). Ejecución: ${execution}`;
    expect(read(text, 'Ventas: el lote fallo')).toEqual({
      failed: true,
      service: 'step-functions',
      pipeline: 'ventas-diarias',
      run: execution,
      cause: "KeyError: 'monto' (corrida jr_0123456789abcdef)",
    });
  });

  it('lines with labels', () => {
    const text =
      'Something went wrong.\nDAG: dbt_pipeline\nTask: dbt_test\nRun: manual__2026-11-22T01:00:00+00:00\nError: 2 tests failed';
    expect(read(text, 'Airflow alert')).toEqual({
      failed: true,
      service: 'airflow',
      pipeline: 'dbt_pipeline',
      run: 'manual__2026-11-22T01:00:00+00:00',
      step: 'dbt_test',
      cause: '2 tests failed',
    });
  });

  it('nothing but words', () => {
    expect(read('the nightly load crashed', 'Nightly load')).toEqual({
      failed: true,
      pipeline: 'Nightly load',
      cause: 'the nightly load crashed',
    });
  });

  it.each([
    ['Ventas: lote procesado', 'El lote de ventas terminó bien. En cuarentena: 3. Filas con error: 3'],
    ['Batch', 'Finished with 0 errors'],
    ['Batch', 'sin errores'],
    ['Hello', 'the weekly report is ready'],
    ['A JSON of nobody', '{"a": 1}'],
  ])('tells no failure where there is none: %s', (subject, text) => {
    expect(read(text, subject)).toEqual({ failed: false });
  });

  it('never fails on odd input', () => {
    for (const text of [
      '',
      '{',
      '[]',
      'null',
      '{"detail-type": 3}',
      '{"detail-type": "x", "detail": null}',
      '{"AlarmName": {}}',
    ]) {
      expect(read(text).failed).toBe(false);
    }
  });
});
