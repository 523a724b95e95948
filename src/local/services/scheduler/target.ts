/** What a schedule starts: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets.html */
import { operationOf, sdkService, toSdk } from '../../sdkServices.ts';
import { validationFault } from '../../server/fault.ts';
import { commonTarget, type Invocation, takesJson } from '../../targets.ts';
import { fillIn, sampleContext } from './payload.ts';
import type { Definition } from './scheduleStore.ts';

type Target = Definition['Target'];

/** Universal targets start things: what only reads is not offered. The list is AWS's. */
const readOnly =
  /^(?:get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet|batchDescribe|batchRead|transactGet|adminGet|adminList|testMigration|retrieve|testConnection|translateDocument|isAuthorized|invokeModel)(?![a-z])/;

/** Refuses, when the schedule is written, a target that could never be started. @throws Fault ValidationException */
export function checkTarget(target: Target): void {
  const { Arn, Input } = target;
  if (Input !== undefined && (takesJson(Arn) || isUniversal(Arn))) {
    const sample = parseJson(fillIn(Input, sampleContext));
    if (sample === undefined) throw validationFault('Input must be well-formed JSON for this target.');
  }
  invocationOf(target, Input === undefined ? '{}' : fillIn(Input, sampleContext), 'sample');
}

/**
 * The operation that a target stands for.
 * @param id the same for every attempt
 * @throws Fault ValidationException
 */
export function invocationOf(target: Target, payload: string, id: string): Invocation {
  const { Arn, EventBridgeParameters } = target;
  if (!/^arn:aws[\w-]*:[\w-]+:/.test(Arn)) throw validationFault('Provided Arn is not in correct format.');
  const common = commonTarget({ arn: Arn, payload, id });
  if (common) return common;
  if (isUniversal(Arn)) return universal(Arn, payload);
  if (/^arn:[\w-]+:events:[^:]*:[^:]*:event-bus\//.test(Arn)) {
    if (!EventBridgeParameters) {
      throw validationFault('EventBridgeParameters with DetailType and Source are needed for an event bus.');
    }
    const entry = { EventBusName: Arn, ...EventBridgeParameters, Detail: payload };
    return { service: 'events', operation: 'PutEvents', input: { Entries: [entry] } };
  }
  throw validationFault(`Provided Arn is not in correct format: the local endpoint starts no target such as ${Arn}.`);
}

export function isUniversal(arn: string): boolean {
  return /^arn:[\w-]+:scheduler:[^:]*:[^:]*:aws-sdk:/.test(arn);
}

/** `arn:aws:scheduler:::aws-sdk:<service>:<action>`: the payload is the operation's input, its members in PascalCase. */
function universal(arn: string, payload: string): Invocation {
  const [, sdkName = '', action = ''] = /:aws-sdk:([a-zA-Z0-9]+):([a-zA-Z0-9]+)$/.exec(arn) ?? [];
  if (!sdkName || !action) throw validationFault('Provided Arn is not in correct format.');
  if (readOnly.test(action)) throw validationFault(`${sdkName}:${action} only reads: it is no target of a schedule.`);
  const input = parseJson(payload);
  if (input === null || typeof input !== 'object' || Array.isArray(input)) {
    throw validationFault('Input must be a JSON object for this target.');
  }
  const { name } = sdkService(sdkName.toLowerCase());
  return { service: name, operation: operationOf(action), input: toSdk(name, input) as Record<string, unknown> };
}

/** Undefined for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
