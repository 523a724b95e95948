/**
 * What pages may ask of the host and what a restored panel is given back, checked as it comes in: pages are the part of
 * the product that shows other people's data.
 */
import { z } from 'zod';
import { AppError } from '../../../core/appError.ts';
import type { ConnectionHome, ConnectionId } from '../../../core/connection.ts';
import type { Log } from '../../../core/log.ts';
import type { NodeKind } from '../../../core/node.ts';
import type { RunId, RunRef } from '../../../core/run.ts';
import type { ResultsHost, ResultsPanelState } from '../../../protocol/resultsProtocol.ts';
import type { Api } from '../../../protocol/rpc.ts';
import type { RunHost, RunPanelState } from '../../../protocol/runProtocol.ts';

/** A schema for the input of each method that an API names itself. */
export type InputSchemas<A> = { readonly [K in keyof A as string extends K ? never : K]: z.ZodType };

const run: z.ZodType<RunRef> = z.object({
  service: z.string(),
  id: z.string().transform((id) => id as RunId),
  of: z.object({ kind: z.string().transform((kind) => kind as NodeKind), path: z.array(z.string()) }),
});
const step = z.object({ kind: z.string().transform((kind) => kind as NodeKind), path: z.array(z.string()) });
const copy = z.object({ text: z.string() });
const format = z.enum(['csv', 'json', 'parquet']);

export const runHostInputs: InputSchemas<RunHost> = {
  act: z.object({ action: z.enum(['stop', 'redrive', 'rerun', 'engine-ui', 'console', 'copy-id', 'watch', 'switch']) }),
  openRun: z.object({ run }),
  stepMore: z.object({ step }),
  actOnStep: z.object({ action: z.string(), step }),
  openSource: z.object({ file: z.string(), line: z.int().min(0) }),
  copy,
  openText: z.object({ title: z.string(), text: z.string() }),
};

const filter = z.array(
  z.union([
    z.object({
      column: z.string(),
      op: z.enum(['contains', 'equals', 'not-equals', 'less', 'greater']),
      value: z.string(),
    }),
    z.object({ column: z.string(), op: z.enum(['is-null', 'is-not-null']) }),
    z.object({ column: z.string(), op: z.literal('in'), values: z.array(z.string().nullable()) }),
  ]),
);
const query = z.object({ sort: z.array(z.object({ column: z.string(), descending: z.boolean() })), filter });

export const resultsHostInputs: InputSchemas<ResultsHost> = {
  rows: z.object({ query, offset: z.int().min(0), limit: z.int().min(0).max(100_000) }),
  count: z.object({ filter }),
  export: z.object({ query }),
  rerun: z.null(),
  cancel: z.null(),
  switchHome: z.null(),
  openPlace: z.null(),
  copy,
  openText: z.object({ title: z.string(), text: z.string(), language: z.string() }),
};

/** What a panel keeps of where it belongs. */
export const homeSchema: z.ZodType<ConnectionHome> = z.object({
  id: z.string().transform((id) => id as ConnectionId),
  region: z.string(),
  label: z.string(),
});
const runPanelState = z.object({
  kind: z.literal('run'),
  run,
  home: homeSchema.optional(),
  step: z.string().optional(),
});
const resultsPanelState = z.object({
  kind: z.literal('results'),
  source: z.union([
    z.object({ kind: z.literal('query'), title: z.string(), run, sql: z.string().optional() }),
    z.object({ kind: z.literal('object'), title: z.string(), uri: z.string(), format }),
  ]),
  home: homeSchema.optional(),
  place: z.object({ uri: z.string(), line: z.int(), column: z.int() }).nullable(),
});

/** The run that a restored panel showed; undefined when the editor kept nothing, or what no version of ours wrote. */
export function readRunState(state: unknown): Omit<RunPanelState, 'kind'> | undefined {
  const read = runPanelState.safeParse(state);
  return read.success ? (read.data as RunPanelState) : undefined;
}

/** What a restored panel showed rows of; undefined as above. */
export function readResultsState(state: unknown): Omit<ResultsPanelState, 'kind'> | undefined {
  const read = resultsPanelState.safeParse(state);
  return read.success ? (read.data as ResultsPanelState) : undefined;
}

/**
 * Handlers that see nothing but inputs of their schema; anything else is refused, and logged, as it can only be a
 * mistake of ours or a page that is no longer ours.
 */
export function checked<A extends Api>(inputs: InputSchemas<A>, handlers: A, log: Log): A {
  const schemas: Readonly<Record<string, z.ZodType>> = inputs;
  const guarded = Object.entries(handlers).map(([method, handler]): [string, Api[string]] => [
    method,
    async (input: unknown, signal) => {
      const read = schemas[method]?.safeParse(input);
      if (read?.success) return await handler(read.data as never, signal);
      log.warn(`a page asked for ${method} with an input that is none: ${read?.error.message ?? 'no schema'}`);
      throw new AppError('invalid-input', `This is no input of ${method}.`);
    },
  ]);
  return Object.fromEntries(guarded) as A;
}
