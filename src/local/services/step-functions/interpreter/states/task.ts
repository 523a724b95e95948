import { orAborted } from '../clock.ts';
import { checkSize, numberField, payloadOf, resultOutcome } from '../dataFlow.ts';
import type { ActivityTask, TaskIntegration, TaskToken } from '../host.ts';
import type { Json, JsonObject } from '../json.ts';
import { emit, type Outcome, type Stay } from '../scope.ts';
import { StatesError } from '../statesError.ts';
import { type Limits, startLimits } from '../taskLimits.ts';

/** Has a service, a function or an activity's worker do something. */
export async function runTask(stay: Stay): Promise<Outcome> {
  const resource = stay.state.Resource ?? '';
  const result = /:activity:[^:]+$/.test(resource)
    ? await runActivity(stay, resource)
    : await runService(stay, resource);
  return await resultOutcome(stay, result);
}

async function runService(stay: Stay, resource: string): Promise<Json> {
  const { scope } = stay;
  const token = resource.endsWith('.waitForTaskToken') ? scope.host.newToken() : undefined;
  const payload = await payloadOf(stay, tokenContext(token));
  const limits = await limitsOf(stay);
  const integration = scope.host.integration(resource);
  const places =
    integration.events === 'Task' ? { resourceType: integration.resourceType, resource: integration.resource } : {};
  schedule(stay, integration, payload, limits);
  emit(scope, `${integration.events}Started`, integration.events === 'Task' ? places : undefined);
  const clock = startLimits(limits, scope.signal);
  token?.onHeartbeat(() => clock.beat());
  let submitted: Json | undefined;
  try {
    let output = await orAborted(integration.request(payload, clock.signal), clock.signal);
    if (integration.complete || token) {
      submitted = output;
      emit(scope, 'TaskSubmitted', { ...places, output: JSON.stringify(output), outputDetails: { truncated: false } });
      output = await orAborted(token ? token.result : integration.complete!(output, clock.signal), clock.signal);
    }
    const text = checkSize(JSON.stringify(output), resource);
    emit(scope, `${integration.events}Succeeded`, { ...places, output: text, outputDetails: { truncated: false } });
    return output;
  } catch (thrown) {
    if (submitted !== undefined && clock.signal.aborted) await integration.cancel?.(submitted);
    const failure = clock.signal.aborted ? clock.signal.reason : thrown;
    // Stopped from outside: in a branch that a sibling ended, the state says so; a stopped execution says it once.
    if (scope.signal.aborted) {
      if (scope.outer) emit(scope, 'TaskStateAborted');
      throw thrown;
    }
    if (!(failure instanceof StatesError)) throw thrown;
    const type = isTimeout(failure) ? 'TimedOut' : 'Failed';
    emit(scope, `${integration.events}${type}`, { ...places, error: failure.error, cause: failure.errorCause });
    throw failure;
  } finally {
    token?.revoke();
    clock.end();
  }
}

function schedule(stay: Stay, integration: TaskIntegration, payload: Json, limits: Limits): void {
  const times = {
    ...(limits.timeoutSeconds === undefined ? {} : { timeoutInSeconds: limits.timeoutSeconds }),
    ...(limits.heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: limits.heartbeatSeconds }),
  };
  if (integration.events === 'LambdaFunction') {
    emit(stay.scope, 'LambdaFunctionScheduled', {
      resource: integration.resource,
      input: JSON.stringify(payload),
      inputDetails: { truncated: false },
      ...times,
    });
    return;
  }
  emit(stay.scope, 'TaskScheduled', {
    resourceType: integration.resourceType,
    resource: integration.resource,
    region: integration.region,
    parameters: JSON.stringify(payload),
    ...times,
  });
}

async function runActivity(stay: Stay, resource: string): Promise<Json> {
  const { scope } = stay;
  const limits = await limitsOf(stay);
  const input = JSON.stringify(await payloadOf(stay));
  const task = scope.host.scheduleActivity(resource, input);
  emit(scope, 'ActivityScheduled', {
    resource,
    input,
    inputDetails: { truncated: false },
    ...(limits.timeoutSeconds === undefined ? {} : { timeoutInSeconds: limits.timeoutSeconds }),
    ...(limits.heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: limits.heartbeatSeconds }),
  });
  const clock = startLimits({ timeoutSeconds: limits.timeoutSeconds, heartbeatSeconds: undefined }, scope.signal);
  try {
    return await workActivity(stay, task, limits, clock.signal);
  } catch (thrown) {
    const failure = clock.signal.aborted ? clock.signal.reason : thrown;
    if (scope.signal.aborted) {
      if (scope.outer) emit(scope, 'TaskStateAborted');
      throw thrown;
    }
    if (!(failure instanceof StatesError)) throw thrown;
    emit(scope, isTimeout(failure) ? 'ActivityTimedOut' : 'ActivityFailed', {
      error: failure.error,
      cause: failure.errorCause,
    });
    throw failure;
  } finally {
    task.token.revoke();
    clock.end();
  }
}

/** The heartbeat's time counts from when a worker takes the task. */
async function workActivity(stay: Stay, task: ActivityTask, limits: Limits, signal: AbortSignal): Promise<Json> {
  const { scope } = stay;
  const workerName = await orAborted(task.taken, signal);
  emit(scope, 'ActivityStarted', workerName === undefined ? {} : { workerName });
  const beats = startLimits({ timeoutSeconds: undefined, heartbeatSeconds: limits.heartbeatSeconds }, signal);
  task.token.onHeartbeat(() => beats.beat());
  try {
    const output = await orAborted(task.token.result, beats.signal);
    emit(scope, 'ActivitySucceeded', { output: JSON.stringify(output), outputDetails: { truncated: false } });
    return output;
  } finally {
    beats.end();
  }
}

async function limitsOf(stay: Stay): Promise<Limits> {
  return {
    timeoutSeconds: await numberField(stay, 'TimeoutSeconds'),
    heartbeatSeconds: await numberField(stay, 'HeartbeatSeconds'),
  };
}

function isTimeout(error: StatesError): boolean {
  return error.error === 'States.Timeout' || error.error === 'States.HeartbeatTimeout';
}

function tokenContext(token: TaskToken | undefined): JsonObject {
  return token ? { Task: { Token: token.token } } : {};
}
