/**
 * Paths of JSONPath states: `$` is the input, `$$` the context object, `$name` a variable. Step Functions follows
 * Jayway's JsonPath: a path that can only mean one place gives that value, any other an array of all it finds.
 */
import { JSONPath } from 'jsonpath-plus';
import { isObject, type Json, type JsonObject } from './json.ts';
import { runtimeError, StatesError } from './statesError.ts';

/** What paths may look at. */
export interface PathRoots {
  readonly input: Json;
  readonly context: JsonObject;
  readonly variable: (name: string) => Json | undefined;
}

/** The value at the path, or undefined when a path to one place leads nowhere. @throws StatesError for no path */
export function findPath(path: string, roots: PathRoots): Json | undefined {
  const { root, rest } = splitRoot(path, roots);
  if (root === undefined) return undefined;
  if (rest === '') return root;
  const steps = referenceSteps(rest);
  if (steps) return walk(root, steps);
  const found = query(root, `$${rest}`, path);
  return isDefinite(rest) ? found[0] : found;
}

/** @throws StatesError States.Runtime when the path leads nowhere */
export function requirePath(path: string, roots: PathRoots): Json {
  const found = findPath(path, roots);
  if (found === undefined) {
    throw runtimeError(`Invalid path '${path}': No results for path: ${path} in the input '${brief(roots.input)}'`);
  }
  return found;
}

function splitRoot(path: string, roots: PathRoots): { root: Json | undefined; rest: string } {
  if (path.startsWith('$$')) return { root: roots.context, rest: path.slice(2) };
  const named = /^\$([\p{L}_][\p{L}\p{N}_]*)/u.exec(path);
  if (named) return { root: roots.variable(named[1]!), rest: path.slice(named[0].length) };
  if (!path.startsWith('$')) throw runtimeError(`Invalid path '${path}': a path begins with '$'.`);
  return { root: roots.input, rest: path.slice(1) };
}

/**
 * The steps of a reference path after its root (`.a['b c'][0]`), or undefined when the path is more than that.
 * Names are taken as they stand: hyphens and letters of every script are ordinary in AWS's paths.
 */
export function referenceSteps(rest: string): (string | number)[] | undefined {
  const steps: (string | number)[] = [];
  const pattern = /\.([^.[\]*?()@,:'"\s]+)|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]|\[(-?\d+)\]/uy;
  while (pattern.lastIndex < rest.length) {
    const found = pattern.exec(rest);
    if (!found) return undefined;
    const [, dotted, single, double, index] = found;
    if (index !== undefined) steps.push(Number(index));
    else steps.push(dotted ?? (single ?? double ?? '').replace(/\\(.)/g, '$1'));
  }
  return steps;
}

function walk(root: Json, steps: readonly (string | number)[]): Json | undefined {
  let at: Json | undefined = root;
  for (const step of steps) {
    if (typeof step === 'number') at = Array.isArray(at) ? at.at(step) : undefined;
    else at = isObject(at) && Object.hasOwn(at, step) ? at[step] : undefined;
    if (at === undefined) return undefined;
  }
  return at;
}

function isDefinite(rest: string): boolean {
  const outsideQuotes = rest.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, '');
  return !/\.\.|\*|\?|,|:/.test(outsideQuotes);
}

function query(root: Json, expression: string, path: string): Json[] {
  try {
    // `safe` evaluates filters with an interpreter of its own instead of eval.
    const found: unknown = JSONPath({ path: expression, json: root as object, wrap: true, eval: 'safe' });
    return Array.isArray(found) ? (found as Json[]) : [];
  } catch (error) {
    throw runtimeError(`Invalid path '${path}': ${(error as Error).message}`);
  }
}

/**
 * The input with `value` put at a reference path; the input itself is left as it was.
 * @throws StatesError States.ResultPathMatchFailure when the path runs through something that cannot hold it
 */
export function putAtPath(input: Json, path: string, value: Json): Json {
  const steps = path.startsWith('$') ? referenceSteps(path.slice(1)) : undefined;
  if (!steps) throw runtimeError(`Invalid path '${path}': ResultPath must be a reference path.`);
  return put(input, steps, value, () => {
    throw new StatesError(
      'States.ResultPathMatchFailure',
      `Unable to apply step "${path.slice(1)}" to input ${brief(input)}`,
      { placed: true },
    );
  });
}

function put(at: Json | undefined, steps: readonly (string | number)[], value: Json, mismatch: () => never): Json {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    if (!Array.isArray(at) || step < 0 || step >= at.length) return mismatch();
    return at.with(step, put(at[step], rest, value, mismatch));
  }
  if (at !== undefined && at !== null && !isObject(at)) return mismatch();
  const object = at ?? {};
  return { ...object, [step]: put(Object.hasOwn(object, step) ? object[step] : undefined, rest, value, mismatch) };
}

export function brief(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 2000 ? `${text.slice(0, 2000)}…` : text;
}
