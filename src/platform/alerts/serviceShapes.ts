/** Messages that services put into a topic themselves, without EventBridge between. */
import { textAt } from './eventShapes.ts';
import type { Json, News } from './news.ts';

/** Undefined for a shape that is not known. */
export function serviceNews(json: Json): News | undefined {
  return alarm(json) ?? airflow(json) ?? lambdaDestination(json) ?? migrationEvent(json);
}

/** Dimensions by which a metric names what it measures, and the service whose things these are. */
const dimensions: Readonly<Record<string, string>> = {
  JobName: 'glue-jobs',
  StateMachineArn: 'step-functions',
  FunctionName: 'lambda',
  DAG: 'airflow',
  ReplicationTaskIdentifier: 'dms',
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html */
function alarm(json: Json): News | undefined {
  const name = textAt(json, 'AlarmName');
  const state = textAt(json, 'NewStateValue');
  if (name === undefined || state === undefined) return undefined;
  const trigger = json.Trigger as { readonly Dimensions?: unknown } | undefined;
  const given = Array.isArray(trigger?.Dimensions) ? (trigger.Dimensions as readonly Json[]) : [];
  const named = given.find((each) => dimensions[textAt(each, 'name') ?? ''] !== undefined);
  const value = textAt(named, 'value')?.split(':').at(-1);
  return {
    failed: state === 'ALARM',
    pipeline: value ?? name,
    service: named && dimensions[textAt(named, 'name') ?? ''],
    cause: value === undefined ? textAt(json, 'NewStateReason') : `${name}: ${textAt(json, 'NewStateReason') ?? ''}`,
  };
}

/** What a callback of a DAG publishes: its keys are Airflow's own names of things. */
function airflow(json: Json): News | undefined {
  const dag = textAt(json, 'dag_id');
  if (dag === undefined) return undefined;
  const words = ['event', 'state', 'status'].map((name) => textAt(json, name) ?? '').join(' ');
  const exception = ['exception', 'error', 'reason', 'message'].map((name) => textAt(json, name)).find(Boolean);
  const saysHow = words.trim() !== '';
  return {
    failed: saysHow ? /fail|error|timeout|missed/i.test(words) : exception !== undefined,
    service: 'airflow',
    pipeline: dag,
    run: textAt(json, 'run_id') ?? textAt(json, 'dag_run_id'),
    step: textAt(json, 'task_id'),
    cause: exception,
  };
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
function lambdaDestination(json: Json): News | undefined {
  const context = json.requestContext;
  const arn = textAt(context, 'functionArn');
  const condition = textAt(context, 'condition');
  if (arn === undefined || condition === undefined) return undefined;
  const said = [textAt(json.responsePayload, 'errorType'), textAt(json.responsePayload, 'errorMessage')];
  return {
    failed: condition !== 'Success',
    service: 'lambda',
    pipeline: arn.split(':')[6],
    run: textAt(context, 'requestId'),
    cause: said.filter(Boolean).join(': ') || condition,
  };
}

/** Event notifications of DMS and RDS: https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Events.html */
function migrationEvent(json: Json): News | undefined {
  const message = textAt(json, 'Event Message');
  const source = textAt(json, 'Event Source');
  if (message === undefined || source === undefined) return undefined;
  return {
    failed: /fail|error/i.test(message),
    service: source === 'replication-task' ? 'dms' : undefined,
    pipeline: (textAt(json, 'Source ID') ?? textAt(json, 'SourceId'))?.split(':').at(-1),
    cause: message,
  };
}
