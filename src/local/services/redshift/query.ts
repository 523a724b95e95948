/** Redshift's way with the query protocol. */
import { type ZodType, z } from 'zod';
import { Fault } from '../../server/fault.ts';
import { type Call, type Operation, operation } from '../../server/operation.ts';
import { type MarkerPaging, pageByMarker } from '../../server/pageToken.ts';
import { named, type Tag, whole } from '../../server/queryInput.ts';

export const redshiftNamespace = 'http://redshift.amazonaws.com/doc/2012-12-01/';

/** An operation of Redshift's, which calls bad input InvalidParameterValue. */
export function redshiftOperation<I, O>(schema: ZodType<I>, run: (input: I, call: Call) => O | Promise<O>): Operation {
  return operation(schema, run, 'InvalidParameterValue');
}

/** The members by which Redshift pages its lists and narrows them by tag. */
export const listing = {
  MaxRecords: whole.min(20).max(100).optional(),
  Marker: z.string().optional(),
  TagKeys: named('TagKey', z.string()).optional(),
  TagValues: named('TagValue', z.string()).optional(),
};

interface Listing extends MarkerPaging {
  readonly TagKeys?: readonly string[] | undefined;
  readonly TagValues?: readonly string[] | undefined;
}

/** One page of what has any of the tags that are asked for. @throws Fault InvalidParameterValue for a strange marker */
export function pageOfTagged<T extends { readonly tags: readonly Tag[] }>(
  all: readonly T[],
  input: Listing,
): { readonly items: readonly T[]; readonly Marker?: string } {
  const { TagKeys: keys = [], TagValues: values = [] } = input;
  const wanted = all.filter(
    ({ tags }) =>
      (keys.length === 0 || tags.some(({ Key }) => keys.includes(Key))) &&
      (values.length === 0 || tags.some(({ Value }) => values.includes(Value))),
  );
  return pageByMarker(wanted, input, () => invalidParameter('The marker is not valid.'));
}

export function invalidParameter(message: string): Fault {
  return new Fault('InvalidParameterValue', message);
}
