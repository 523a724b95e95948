/**
 * JSONata in state machines: strings `{% … %}`, with `$states`, the variables and AWS's own functions;
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { JsonataError } from 'jsonata';
import { seeded } from './intrinsics.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { StatesError } from './statesError.ts';

/** What `$states` holds; `result` and `errorOutput` only where they are. */
export interface StatesBinding {
  readonly input: Json;
  readonly context: JsonObject;
  readonly result?: Json;
  readonly errorOutput?: Json;
}

export interface JsonataRoots {
  readonly states: StatesBinding;
  readonly variables: Readonly<Record<string, Json>>;
}

const expressionPattern = /^\{%([\s\S]*)%\}$/;

/** Every `{% … %}` in a value evaluated. `field` is the place, such as `Arguments`, for the error. */
export async function fillJsonata(value: Json, roots: JsonataRoots, field: string): Promise<Json> {
  if (typeof value === 'string') {
    const found = expressionPattern.exec(value);
    return found ? await evaluateJsonata(found[1]!, roots, field) : value;
  }
  if (Array.isArray(value)) {
    return await Promise.all(value.map((each, i) => fillJsonata(each, roots, `${field}[${i}]`)));
  }
  if (!isObject(value)) return value;
  const filled: JsonObject = {};
  for (const [name, each] of Object.entries(value)) filled[name] = await fillJsonata(each, roots, `${field}/${name}`);
  return filled;
}

async function evaluateJsonata(expression: string, roots: JsonataRoots, field: string): Promise<Json> {
  const { default: jsonata } = await import('jsonata');
  let result: unknown;
  try {
    const compiled = jsonata(expression);
    result = await compiled.evaluate(undefined, { states: roots.states, ...roots.variables, ...functions });
  } catch (error) {
    throw evaluationError(
      field,
      `The JSONata expression '${expression.trim()}' specified for the field '${field}' threw an error during evaluation. ${(error as JsonataError).code ?? ''}: ${(error as Error).message}`,
    );
  }
  if (result === undefined) {
    throw evaluationError(
      field,
      `The JSONata expression '${expression.trim()}' specified for the field '${field}' returned nothing (undefined).`,
    );
  }
  if (isFunction(result)) {
    throw evaluationError(
      field,
      `The JSONata expression '${expression.trim()}' specified for the field '${field}' returned an unsupported result type.`,
    );
  }
  // JSONata's sequences carry members of their own; JSON text has none of them. Functions inside are left out.
  return JSON.parse(JSON.stringify(result, (_, value: unknown) => (isFunction(value) ? undefined : value))) as Json;
}

/** JavaScript's functions, and JSONata's lambdas and built-in ones. */
function isFunction(value: unknown): boolean {
  return (
    typeof value === 'function' || (isObject(value) && ('_jsonata_lambda' in value || '_jsonata_function' in value))
  );
}

export function evaluationError(field: string, message: string): StatesError {
  return new StatesError('States.QueryEvaluationError', message, { placed: true, location: field });
}

const functions = {
  eval() {
    throw new Error('The function $eval is not supported.');
  },
  partition(items: readonly Json[], size: number): Json[] {
    if (!(size >= 1)) throw new Error('$partition: the chunk size must be a positive number.');
    const chunks: Json[] = [];
    for (let i = 0; i < items.length; i += Math.trunc(size)) chunks.push(items.slice(i, i + Math.trunc(size)));
    return chunks;
  },
  range(first: number, last: number, step: number): Json[] {
    if (!step) throw new Error('$range: the step must not be zero.');
    const length = Math.floor((last - first) / step) + 1;
    if (length > 1000) throw new Error('$range: the range must not have more than 1000 items.');
    return Array.from({ length: Math.max(0, length) }, (_, i) => first + i * step);
  },
  hash(data: Json, algorithm = 'SHA-256'): string {
    if (!/^(MD5|SHA-1|SHA-256|SHA-384|SHA-512)$/.test(algorithm)) throw new Error(`$hash: ${algorithm} is not known.`);
    const source = typeof data === 'string' ? data : JSON.stringify(data);
    return createHash(algorithm.replace('-', '').toLowerCase()).update(source).digest('hex');
  },
  random: (seed?: number): number => (seed === undefined ? Math.random() : seeded(seed)),
  uuid: (): string => randomUUID(),
  parse(source: string): Json {
    return JSON.parse(source) as Json;
  },
};
