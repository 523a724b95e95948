/**
 * How data moves through a state, in both query languages:
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html.
 */
import type { Catcher } from './asl.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { evaluationError, fillJsonata } from './jsonata.ts';
import { brief, putAtPath, requirePath } from './jsonPath.ts';
import { evaluateExpression, fillTemplate } from './payloadTemplate.ts';
import { contextOf, jsonataRoots, type Outcome, pathRoots, type Stay } from './scope.ts';
import { runtimeError, StatesError } from './statesError.ts';

/** Most bytes of JSON text that a state may pass on. */
const maxPayloadBytes = 256 * 1024;

/** What InputPath leaves of the input; JSONata states have no InputPath. */
export function effectiveInput(stay: Stay): Json {
  const path = stay.state.InputPath;
  if (stay.language === 'JSONata' || path === undefined || path === '$') return stay.input;
  return path === null ? {} : requirePath(path, pathRoots(stay, stay.input));
}

/** The payload of a Task or Parallel state, by Parameters or Arguments. */
export async function payloadOf(stay: Stay, extraContext: JsonObject = {}): Promise<Json> {
  const context = contextOf(stay, extraContext);
  const { state } = stay;
  if (stay.language === 'JSONata') {
    return state.Arguments === undefined
      ? stay.input
      : await fillJsonata(state.Arguments, jsonataRoots(stay, {}, context), 'Arguments');
  }
  const input = effectiveInput(stay);
  return state.Parameters === undefined ? input : fillTemplate(state.Parameters, pathRoots(stay, input, context));
}

/** The end of a state that has a result (Task, Parallel, Map): selector, variables, output. */
export async function resultOutcome(stay: Stay, result: Json): Promise<Outcome> {
  const { state } = stay;
  if (stay.language === 'JSONata') {
    return await jsonataOutcome(stay, { result }, state.Output, state.Assign, result, state.Next);
  }
  const selected =
    state.ResultSelector === undefined ? result : fillTemplate(state.ResultSelector, pathRoots(stay, result));
  // Variables are assigned from the result as it came, before the selector.
  return jsonPathOutcome(stay, selected, state.ResultPath, stay.input, result);
}

/** The end of a JSONPath state whose result is placed by ResultPath and cut by OutputPath. */
export function jsonPathOutcome(
  stay: Stay,
  result: Json,
  resultPath: string | null | undefined,
  into: Json,
  assignFrom: Json = result,
): Outcome {
  const { state } = stay;
  const assigned = state.Assign && (fillTemplate(state.Assign, pathRoots(stay, assignFrom)) as JsonObject);
  const placed = placeResult(result, resultPath, into);
  return { output: outputOf(stay, placed), next: state.Next, assigned };
}

/** The end of a JSONata state. `fallback` is the output where there is no Output. */
export async function jsonataOutcome(
  stay: Stay,
  more: { readonly result?: Json; readonly errorOutput?: Json },
  output: Json | undefined,
  assign: JsonObject | undefined,
  fallback: Json,
  next: string | undefined,
): Promise<Outcome> {
  const roots = jsonataRoots(stay, more);
  // Both see the variables as they were when the state was entered.
  const assigned = assign && ((await fillJsonata(assign, roots, 'Assign')) as JsonObject);
  const filled = output === undefined ? fallback : await fillJsonata(output, roots, 'Output');
  return { output: filled, next, assigned };
}

function placeResult(result: Json, path: string | null | undefined, into: Json): Json {
  if (path === null) return into;
  if (path === undefined || path === '$') return result;
  if (path.startsWith('$$')) throw runtimeError(`Invalid path '${path}': the context object cannot be written.`);
  return putAtPath(into, path, result);
}

/** What OutputPath leaves. */
export function outputOf(stay: Stay, output: Json): Json {
  const path = stay.state.OutputPath;
  if (path === undefined || path === '$') return output;
  return path === null ? {} : requirePath(path, pathRoots(stay, output));
}

/** Where a Catch leads: the error as `{Error, Cause}`, put at its ResultPath or given to its Output. */
export async function caughtOutcome(stay: Stay, catcher: Catcher, error: StatesError): Promise<Outcome> {
  const errorOutput: Json = { Error: error.error, Cause: error.errorCause };
  if (stay.language === 'JSONata') {
    return await jsonataOutcome(stay, { errorOutput }, catcher.Output, catcher.Assign, errorOutput, catcher.Next);
  }
  const assigned = catcher.Assign && (fillTemplate(catcher.Assign, pathRoots(stay, errorOutput)) as JsonObject);
  return { output: placeResult(errorOutput, catcher.ResultPath, stay.input), next: catcher.Next, assigned };
}

/** @throws StatesError States.DataLimitExceeded for a payload above 256 KiB */
export function checkSize(text: string, state: string): string {
  if (text.length * 3 > maxPayloadBytes && Buffer.byteLength(text) > maxPayloadBytes) {
    throw new StatesError(
      'States.DataLimitExceeded',
      `The state/task '${state}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    );
  }
  return text;
}

/**
 * A number that may be written as it is, as JSONata, or as a path in a field of its own (`SecondsPath`).
 * @throws StatesError when it is no number
 */
export async function numberField<
  N extends
    | 'TimeoutSeconds'
    | 'HeartbeatSeconds'
    | 'Seconds'
    | 'MaxConcurrency'
    | 'ToleratedFailureCount'
    | 'ToleratedFailurePercentage',
>(stay: Stay, name: N): Promise<number | undefined> {
  return await numberOf(stay, stay.state[name], stay.state[`${name}Path`], name);
}

export async function numberOf(
  stay: Stay,
  literal: number | string | undefined,
  path: string | undefined,
  name: string,
): Promise<number | undefined> {
  const value = await givenValue(stay, literal, path, name);
  if (value === undefined || typeof value === 'number') return value;
  const message = `The ${name}${path === undefined ? '' : 'Path'} parameter does not reference an integer value: ${path ?? literal} == ${brief(value)}`;
  throw stay.language === 'JSONata' ? evaluationError(name, message) : runtimeError(message);
}

/** As {@link numberField}, for text. */
export async function textOf(
  stay: Stay,
  literal: string | undefined,
  path: string | undefined,
  name: string,
): Promise<string | undefined> {
  const value = await givenValue(stay, literal, path, name);
  if (value === undefined || typeof value === 'string') return value;
  const message = `The ${name} parameter does not reference a string value: ${path ?? literal} == ${brief(value)}`;
  throw stay.language === 'JSONata' ? evaluationError(name, message) : runtimeError(message);
}

async function givenValue(
  stay: Stay,
  literal: Json | undefined,
  path: string | undefined,
  name: string,
): Promise<Json | undefined> {
  if (path !== undefined) return evaluateExpression(path, pathRoots(stay, effectiveInput(stay)), `${name}Path`);
  if (literal === undefined || stay.language === 'JSONPath') return literal;
  return await fillJsonata(literal, jsonataRoots(stay), name);
}

export function withAssigned(variables: JsonObject, assigned: JsonObject | undefined): JsonObject {
  return assigned && isObject(assigned) ? { ...variables, ...assigned } : variables;
}
