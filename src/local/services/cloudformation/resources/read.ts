/** Properties as the APIs want them: templates write numbers and booleans as text as often as not. */
import { Fault } from '../../../server/fault.ts';
import { isJson, type Json } from '../template/template.ts';

export function text(properties: Json, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** @throws Fault when it is absent */
export function needText(properties: Json, name: string): string {
  const value = text(properties, name);
  if (value === undefined) throw new Fault('ValidationError', `Property ${name} cannot be empty.`);
  return value;
}

/** @throws Fault when it is no number */
export function number(properties: Json, name: string): number | undefined {
  const value = text(properties, name);
  if (value === undefined) return undefined;
  if (value.trim() === '' || Number.isNaN(Number(value))) {
    throw new Fault('ValidationError', `Value of property ${name} must be of type Number`);
  }
  return Number(value);
}

/** @throws Fault when it is neither true nor false */
export function flag(properties: Json, name: string): boolean | undefined {
  const value = text(properties, name)?.toLowerCase();
  if (value === undefined) return undefined;
  if (value !== 'true' && value !== 'false') {
    throw new Fault('ValidationError', `Value of property ${name} must be of type Boolean`);
  }
  return value === 'true';
}

export function record(properties: Json, name: string): Json | undefined {
  const value = properties[name];
  return isJson(value) ? value : undefined;
}

/** Empty when absent; a single value is a list of one. */
export function list(properties: Json, name: string): unknown[] {
  const value = properties[name];
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

export function records(properties: Json, name: string): Json[] {
  return list(properties, name).filter(isJson);
}

export function texts(properties: Json, name: string): string[] | undefined {
  return properties[name] === undefined ? undefined : list(properties, name).map(String);
}

/** The same object with every scalar below it text, for maps that the API defines as text to text. */
export function textMap(properties: Json, name: string): Record<string, string> | undefined {
  const map = record(properties, name);
  return map && Object.fromEntries(Object.keys(map).map((key) => [key, text(map, key) ?? '']));
}

/** Members by name, converted; absent ones stay away. */
export function pick(
  properties: Json,
  shape: Readonly<Record<string, (properties: Json, name: string) => unknown>>,
): Json {
  const entries = Object.entries(shape).map(([name, read]) => [name, read(properties, name)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** A policy or definition that may be written as text or as an object. */
export function document(properties: Json, name: string): string | undefined {
  return text(properties, name);
}

/** The stack's tags, then the resource's own, which win. */
export function tagMap(
  inherited: readonly { readonly Key: string; readonly Value: string }[],
  own: unknown,
): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const { Key, Value } of inherited) tags[Key] = Value;
  if (Array.isArray(own)) for (const tag of own.filter(isJson)) tags[String(tag.Key)] = String(tag.Value ?? '');
  else if (isJson(own)) for (const [key, value] of Object.entries(own)) tags[key] = String(value);
  return tags;
}

export function tagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

/** Runs a deletion; that the thing is gone already is what was wanted. */
export async function ignoreMissing(action: Promise<unknown>): Promise<void> {
  try {
    await action;
  } catch (error) {
    const missing = error instanceof Fault && (error.status === 404 || missingCodes.test(error.code));
    if (!missing) throw error;
  }
}

const missingCodes = /^(NoSuch\w*|\w*NotFound\w*|EntityNotFoundException|\w*DoesNotExist\w*)$/;
