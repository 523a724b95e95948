/** The intrinsic functions of JSONPath states; https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html. */
import { createHash, randomUUID } from 'node:crypto';
import { isObject, type Json, type JsonObject, sameJson } from './json.ts';
import { StatesError } from './statesError.ts';

type Intrinsic = (args: readonly Json[], fail: (why: string) => never) => Json;

/** Calls `States.<name>`. @throws StatesError States.IntrinsicFailure as AWS words it */
export function callIntrinsic(name: string, args: readonly Json[], expression: string): Json {
  const fail = (why: string): never => {
    throw new StatesError('States.IntrinsicFailure', `The function '${expression}' had the following error: ${why}`, {
      placed: true,
    });
  };
  const intrinsic = Object.hasOwn(intrinsics, name) ? intrinsics[name] : undefined;
  if (!intrinsic) return fail(`The intrinsic function 'States.${name}' is not known.`);
  return intrinsic(args, fail);
}

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Format(args, fail) {
    const template = text(args[0], fail);
    const values = args.slice(1);
    let next = 0;
    const filled = template.replace(/\{\}/g, () => {
      if (next >= values.length) fail('there are more placeholders than arguments.');
      const value = values[next++]!;
      return typeof value === 'string' ? value : JSON.stringify(value);
    });
    if (next < values.length) fail('there are more arguments than placeholders.');
    return filled;
  },

  StringToJson(args, fail) {
    const source = text(only(args, fail), fail);
    if (source.trim() === '') return null;
    try {
      return JSON.parse(source) as Json;
    } catch (error) {
      return fail(`Invalid JSON string: ${(error as Error).message}`);
    }
  },

  JsonToString: (args, fail) => JSON.stringify(only(args, fail)),

  Array: (args) => [...args],

  ArrayPartition(args, fail) {
    const [items, size] = [list(args[0], fail), Math.trunc(number(args[1], fail))];
    if (size < 1) fail('the chunk size must be a positive integer.');
    const chunks: Json[] = [];
    for (let i = 0; i < items.length; i += size) chunks.push(items.slice(i, i + size));
    return chunks;
  },

  ArrayContains: (args, fail) => list(args[0], fail).some((each) => sameJson(each, args[1])),

  ArrayRange(args, fail) {
    const [first, last, step] = [0, 1, 2].map((i) => Math.round(number(args[i], fail))) as [number, number, number];
    if (step === 0) fail('the step must not be zero.');
    const length = Math.floor((last - first) / step) + 1;
    if (length > 1000) fail('the range must not have more than 1000 items.');
    return Array.from({ length: Math.max(0, length) }, (_, i) => first + i * step);
  },

  ArrayGetItem(args, fail) {
    const [items, index] = [list(args[0], fail), Math.trunc(number(args[1], fail))];
    const item = index < 0 ? undefined : items[index];
    return item === undefined ? fail(`the index ${index} is out of range.`) : item;
  },

  ArrayLength: (args, fail) => list(only(args, fail), fail).length,

  ArrayUnique: (args, fail) =>
    list(only(args, fail), fail).filter((each, i, all) => all.findIndex((other) => sameJson(each, other)) === i),

  Base64Encode(args, fail) {
    return Buffer.from(short(text(only(args, fail), fail), fail)).toString('base64');
  },

  Base64Decode(args, fail) {
    return Buffer.from(short(text(only(args, fail), fail), fail), 'base64').toString('utf8');
  },

  Hash(args, fail) {
    const [data, algorithm] = [args[0] ?? null, text(args[1], fail)];
    if (!/^(MD5|SHA-1|SHA-256|SHA-384|SHA-512)$/.test(algorithm)) fail(`the algorithm ${algorithm} is not known.`);
    const source = short(typeof data === 'string' ? data : JSON.stringify(data), fail);
    return createHash(algorithm.replace('-', '').toLowerCase()).update(source).digest('hex');
  },

  JsonMerge(args, fail) {
    const [first, second, deep] = args;
    if (!isObject(first) || !isObject(second)) return fail('both arguments must be JSON objects.');
    if (deep !== false) fail('only the shallow merging mode is supported: the third argument must be false.');
    return { ...first, ...second } as JsonObject;
  },

  MathRandom(args, fail) {
    const [from, to] = [Math.round(number(args[0], fail)), Math.round(number(args[1], fail))];
    if (to <= from) fail('the end must be greater than the start.');
    const random = args[2] === undefined ? Math.random() : seeded(number(args[2], fail));
    return from + Math.floor(random * (to - from));
  },

  MathAdd: (args, fail) => Math.round(number(args[0], fail)) + Math.round(number(args[1], fail)),

  StringSplit(args, fail) {
    const [source, splitters] = [text(args[0], fail), text(args[1], fail)];
    const pattern = new RegExp(`[${splitters.replace(/[\\\]^-]/g, '\\$&')}]`, 'u');
    return splitters === '' ? [source] : source.split(pattern).filter((part) => part !== '');
  },

  UUID: () => randomUUID(),
};

function only(args: readonly Json[], fail: (why: string) => never): Json {
  return args.length === 1 ? args[0]! : fail(`it takes 1 argument, but got ${args.length}.`);
}

function text(value: Json | undefined, fail: (why: string) => never): string {
  return typeof value === 'string' ? value : fail('the argument must be a string.');
}

function number(value: Json | undefined, fail: (why: string) => never): number {
  return typeof value === 'number' ? value : fail('the argument must be a number.');
}

function list(value: Json | undefined, fail: (why: string) => never): readonly Json[] {
  return Array.isArray(value) ? value : fail('the argument must be an array.');
}

function short(value: string, fail: (why: string) => never): string {
  return value.length > 10_000 ? fail('the data must not be longer than 10000 characters.') : value;
}

/** The same number in [0, 1) for the same seed (mulberry32). */
export function seeded(seed: number): number {
  let t = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
