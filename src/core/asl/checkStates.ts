/**
 * Checks that name the exact place of what is wrong. The JSON schemas of asl-validator know more rules but answer a
 * missing field with "Type is invalid", so they come second.
 */
import { checkExpressions } from './checkExpressions.ts';
import { type Diagnostic, problem } from './diagnostics.ts';
import { isObject } from './isObject.ts';
import { isTaskResource } from './taskResource.ts';

const required: Readonly<Record<string, readonly string[]>> = {
  Task: ['Resource'],
  Choice: ['Choices'],
  Parallel: ['Branches'],
  Pass: [],
  Wait: [],
  Succeed: [],
  Fail: [],
  Map: [],
};

const schema = 'SCHEMA_VALIDATION_FAILED';

/** Everything wrong with a machine and the machines inside its states. */
export async function checkMachine(machine: unknown, at: string, language: string): Promise<Diagnostic[]> {
  if (!isObject(machine)) return [problem(schema, 'A state machine must be a JSON object', at)];
  const own = typeof machine.QueryLanguage === 'string' ? machine.QueryLanguage : language;
  const found: Diagnostic[] = [];
  const states = machine.States;
  if (typeof machine.StartAt !== 'string') found.push(problem(schema, "The field 'StartAt' is required", at));
  if (!isObject(states)) return [...found, problem(schema, "The field 'States' is required", at)];
  if (Object.keys(states).length === 0) found.push(problem(schema, "'States' must not be empty", `${at}/States`));
  if (typeof machine.StartAt === 'string' && !Object.hasOwn(states, machine.StartAt)) {
    found.push(problem('MISSING_TRANSITION_TARGET', `Missing 'StartAt' target: ${machine.StartAt}`, `${at}/StartAt`));
  }
  for (const [name, state] of Object.entries(states)) {
    const place = `${at}/States/${pointer(name)}`;
    if (name.length > 80) found.push(problem(schema, 'State names must not have more than 80 characters', place));
    found.push(...(await checkState(state, place, own, new Set(Object.keys(states)))));
  }
  return found;
}

async function checkState(
  state: unknown,
  at: string,
  language: string,
  names: ReadonlySet<string>,
): Promise<Diagnostic[]> {
  if (!isObject(state)) return [problem(schema, 'A state must be a JSON object', at)];
  const type = String(state.Type ?? '');
  const fields = Object.hasOwn(required, type) ? required[type] : undefined;
  if (!fields) {
    const what =
      state.Type === undefined
        ? "The field 'Type' is required"
        : `Value '${type}' is not one of ${Object.keys(required).join(', ')}`;
    return [problem(schema, what, state.Type === undefined ? at : `${at}/Type`)];
  }
  const own = typeof state.QueryLanguage === 'string' ? state.QueryLanguage : language;
  const found = fields
    .filter((field) => state[field] === undefined)
    .map((field) => problem(schema, `The field '${field}' is required`, at));
  found.push(...checkTransitions(state, type, at, names), ...checkKind(state, type, at, own));
  found.push(...(await checkExpressions(state, at, own)));
  for (const [i, branch] of (Array.isArray(state.Branches) ? state.Branches : []).entries()) {
    found.push(...(await checkMachine(branch, `${at}/Branches[${i}]`, language)));
  }
  for (const field of ['ItemProcessor', 'Iterator']) {
    if (state[field] !== undefined) found.push(...(await checkMachine(state[field], `${at}/${field}`, language)));
  }
  return found;
}

function checkTransitions(
  state: Readonly<Record<string, unknown>>,
  type: string,
  at: string,
  names: ReadonlySet<string>,
): Diagnostic[] {
  const found: Diagnostic[] = [];
  const target = (value: unknown, field: string, place: string) => {
    if (typeof value !== 'string') found.push(problem(schema, `The field '${field}' is required`, place));
    else if (!names.has(value)) {
      found.push(problem('MISSING_TRANSITION_TARGET', `Missing '${field}' target: ${value}`, `${place}/${field}`));
    }
  };
  if (type === 'Choice') {
    for (const [i, rule] of (Array.isArray(state.Choices) ? state.Choices : []).entries()) {
      target(isObject(rule) ? rule.Next : undefined, 'Next', `${at}/Choices[${i}]`);
    }
    if (state.Default !== undefined) target(state.Default, 'Default', at);
  } else if (type !== 'Succeed' && type !== 'Fail') {
    if (state.Next !== undefined && state.End === true) {
      found.push(problem(schema, "Only one of 'Next' and 'End' is allowed", at));
    } else if (state.End !== true) {
      if (state.Next === undefined) found.push(problem(schema, "One of 'Next' and 'End' is required", at));
      else target(state.Next, 'Next', at);
    }
  }
  for (const [i, catcher] of (Array.isArray(state.Catch) ? state.Catch : []).entries()) {
    target(isObject(catcher) ? catcher.Next : undefined, 'Next', `${at}/Catch[${i}]`);
    found.push(...checkErrorEquals(catcher, `${at}/Catch[${i}]`));
  }
  for (const [i, retrier] of (Array.isArray(state.Retry) ? state.Retry : []).entries()) {
    found.push(...checkErrorEquals(retrier, `${at}/Retry[${i}]`));
  }
  return found;
}

function checkErrorEquals(rule: unknown, at: string): Diagnostic[] {
  const names = isObject(rule) ? rule.ErrorEquals : undefined;
  if (!Array.isArray(names) || names.length === 0) return [problem(schema, "The field 'ErrorEquals' is required", at)];
  if (names.includes('States.ALL') && names.length > 1) {
    return [problem(schema, "'States.ALL' must stand alone in 'ErrorEquals'", `${at}/ErrorEquals`)];
  }
  return [];
}

const jsonPathOnly = ['InputPath', 'OutputPath', 'Parameters', 'ResultPath', 'ResultSelector', 'ItemsPath'];
const jsonataOnly = ['Arguments', 'Output', 'Items'];

function checkKind(state: Readonly<Record<string, unknown>>, type: string, at: string, language: string): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const field of language === 'JSONata' ? jsonPathOnly : jsonataOnly) {
    if (state[field] !== undefined) {
      found.push(
        problem(schema, `The field '${field}' is not supported by the query language ${language}`, `${at}/${field}`),
      );
    }
  }
  if (type === 'Task' && typeof state.Resource === 'string' && !isTaskResource(state.Resource)) {
    const what = `The resource provided ${state.Resource} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`;
    found.push(problem(schema, what, `${at}/Resource`));
  }
  if (type === 'Wait') {
    const given = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'].filter((name) => state[name] !== undefined);
    if (given.length !== 1) {
      found.push(
        problem(schema, "Exactly one of 'Seconds', 'SecondsPath', 'Timestamp' and 'TimestampPath' is required", at),
      );
    }
  }
  if (type === 'Map' && (state.ItemProcessor === undefined) === (state.Iterator === undefined)) {
    found.push(problem(schema, "Exactly one of 'ItemProcessor' and 'Iterator' is required", at));
  }
  return found;
}

/** As a JSON pointer writes a name. */
export function pointer(name: string): string {
  return name.replace(/~/g, '~0').replace(/\//g, '~1');
}
