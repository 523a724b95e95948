/** DMS's way with requests: its faults, filters and pages. */
import type { ZodType } from 'zod';
import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import { type Call, type Operation, operation } from '../../server/operation.ts';
import { type MarkerPaging, pageByMarker } from '../../server/pageToken.ts';

/** An operation of DMS's, which calls bad input InvalidParameterValueException. */
export function dmsOperation<I, O>(schema: ZodType<I>, run: (input: I, call: Call) => O | Promise<O>): Operation {
  return operation(schema, run, 'InvalidParameterValueException');
}

export function invalidValue(message: string): Fault {
  return new Fault('InvalidParameterValueException', message);
}

export function invalidCombination(message: string): Fault {
  return new Fault('InvalidParameterCombinationException', message);
}

export function notFound(message: string): Fault {
  return new Fault('ResourceNotFoundFault', message);
}

export function alreadyExists(message: string): Fault {
  return new Fault('ResourceAlreadyExistsFault', message);
}

export function invalidState(message: string): Fault {
  return new Fault('InvalidResourceStateFault', message);
}

const filters = z.array(z.object({ Name: z.string(), Values: z.array(z.string()) })).nullish();

export const listing = {
  Filters: filters,
  MaxRecords: z.number().int().min(20).max(500).nullish(),
  Marker: z.string().nullish(),
};

type Filters = z.infer<typeof filters>;

/** @throws Fault InvalidParameterValueException for a strange marker */
export function pageOf<T>(
  all: readonly T[],
  input: MarkerPaging,
): { readonly items: readonly T[]; readonly Marker?: string } {
  return pageByMarker(all, input, () => invalidValue('The marker is not valid.'));
}

/**
 * The items that every filter takes.
 * @param values what an item has under a filter's name
 * @param what the plural by which DMS names them when none is left
 * @throws Fault InvalidParameterValueException for a filter that is not known, ResourceNotFoundFault when none is left
 */
export function filtered<T>(
  all: readonly T[],
  wanted: Filters,
  values: Readonly<Record<string, (item: T) => string>>,
  what: string,
): readonly T[] {
  if (!wanted || wanted.length === 0) return all;
  const left = wanted.reduce((items, { Name, Values }) => {
    const read = values[Name];
    if (!read) throw invalidValue(`Filter: ${Name} is not valid. Valid filters: ${Object.keys(values).join(', ')}.`);
    return items.filter((item) => Values.includes(read(item)));
  }, all);
  if (left.length === 0) throw notFound(`No ${what} found matching provided filters`);
  return left;
}

/** As identifiers of DMS's resources are written. */
export const identifier = z
  .string()
  .toLowerCase()
  .min(1)
  .max(255)
  .regex(
    /^[a-z](-?[a-z0-9])*$/,
    'Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.',
  );
