/** RDS's way with the query protocol. */
import type { ZodType } from 'zod';
import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import { type Call, type Operation, operation } from '../../server/operation.ts';
import { type MarkerPaging, pageByMarker } from '../../server/pageToken.ts';
import { whole } from '../../server/queryInput.ts';

export const rdsNamespace = 'http://rds.amazonaws.com/doc/2014-10-31/';

/** An operation of RDS's, which calls bad input InvalidParameterValue. */
export function rdsOperation<I, O>(schema: ZodType<I>, run: (input: I, call: Call) => O | Promise<O>): Operation {
  return operation(schema, run, 'InvalidParameterValue');
}

export const listing = { MaxRecords: whole.min(20).max(100).optional(), Marker: z.string().optional() };

/** @throws Fault InvalidParameterValue for a strange marker */
export function pageOf<T>(
  all: readonly T[],
  input: MarkerPaging,
): { readonly items: readonly T[]; readonly Marker?: string } {
  return pageByMarker(all, input, () => new Fault('InvalidParameterValue', 'The marker is not valid.'));
}

export function invalidParameterCombination(message: string): Fault {
  return new Fault('InvalidParameterCombination', message);
}
