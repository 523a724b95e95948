import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { AppError } from '../../core/appError.ts';
import type { LogEvent } from '../../core/logEvent.ts';
import { isFinal, type RunRef } from '../../core/run.ts';
import { effectOfStopping } from '../../platform/connections/ownQueries.ts';
import { withGrant } from '../../platform/createCtx.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { findRun, sourceOf } from '../verbs/findRun.ts';
import { listRuns, runServices } from '../verbs/listRuns.ts';
import { checkHasLog, readWrittenLog } from '../verbs/readLog.ts';
import { runWithin } from '../verbs/runWithin.ts';
import { readNodeId } from '../verbs/targetOf.ts';
import { answer } from './answer.ts';
import { shownDetails, shownRef, shownRun, shownStep } from './shownRun.ts';

/** Clients give a call up after a minute, as a rule. */
export const mostWait = 50;

const of = z
  .string()
  .optional()
  .describe('id of the node that was run, as answers with runs have it; saves a search where it is known');

/** How a tool is told which run. */
export const runInput = {
  run: z.string().describe('id of the run: what an action or list_runs answered'),
  of,
};

/** @throws AppError `not-found` */
export async function runOf(
  ctx: Ctx,
  given: { readonly run: string; readonly of?: string | undefined },
  signal: AbortSignal,
): Promise<RunRef> {
  const found = await findRun(ctx, given.run, given.of === undefined ? undefined : readNodeId(given.of), signal);
  if (!found) throw new AppError('not-found', `There is no run ${given.run}.`, { hint: 'list_runs lists them.' });
  return found;
}

/** What came of what was started: the runs, one of them, its log. */
export function registerRunTools(server: McpServer, ctx: Ctx): void {
  server.registerTool(
    'list_runs',
    {
      title: 'List runs',
      description:
        'The newest runs (executions, job runs, crawls, queries, stack operations), newest first: of all services, of one service, or of one node.',
      inputSchema: {
        service: z.enum(runServices).optional().describe('only of this service'),
        of: z.string().optional().describe('id of a node, such as glue-jobs.job/NAME: only its runs, however old'),
        limit: z.number().int().min(1).max(200).default(20).describe('most runs'),
      },
      annotations: { readOnlyHint: true },
    },
    async ({ service, of: node, limit }, { signal }) =>
      await answer(ctx, async () => {
        const wanted = { service, of: node === undefined ? undefined : readNodeId(node), limit };
        const { runs, failures } = await listRuns(ctx, wanted, signal);
        return {
          runs: runs.map(shownRun),
          notListed: failures.length > 0 ? failures.map(({ message }) => message) : undefined,
        };
      }),
  );

  server.registerTool(
    'show_run',
    {
      title: 'Show run',
      description:
        'One run: state, error, input, output, facts, and its steps with error and duration in milliseconds; `child` is the run that a step started elsewhere. With `wait` it answers once the run is over, or after so many seconds with its state by then.',
      inputSchema: {
        ...runInput,
        wait: z.number().min(0).max(mostWait).default(0).describe('seconds to wait for its end at most'),
        data: z.boolean().default(false).describe('whether input and output of each step are wanted'),
      },
      annotations: { readOnlyHint: true },
    },
    async ({ wait, data, ...given }, { signal }) =>
      await answer(ctx, async () => {
        const { run, steps } = await runWithin(ctx, await runOf(ctx, given, signal), wait * 1000, signal);
        return { over: isFinal(run.state), run: shownDetails(run), steps: steps.map((step) => shownStep(step, data)) };
      }),
  );

  server.registerTool(
    'read_log',
    {
      title: 'Read log',
      description:
        'The last lines that a run and the runs that its steps started have written until now, oldest first. `matching` counts all lines with the text, `written` all lines.',
      inputSchema: {
        ...runInput,
        lines: z.number().int().min(1).max(2000).default(200).describe('most lines'),
        contains: z.string().optional().describe('only lines with this text, in upper or lower case'),
      },
      annotations: { readOnlyHint: true },
    },
    async ({ lines, contains, ...given }, { signal }) =>
      await answer(ctx, async () => await lastLines(ctx, await runOf(ctx, given, signal), lines, contains, signal)),
  );
}

async function lastLines(ctx: Ctx, ref: RunRef, most: number, contains: string | undefined, signal: AbortSignal) {
  checkHasLog(ref);
  const wanted = contains?.toLowerCase() ?? '';
  const matching: LogEvent[] = [];
  let written = 0;
  const take = (batch: readonly LogEvent[]) => {
    written += batch.length;
    for (const line of batch) if (line.message.toLowerCase().includes(wanted)) matching.push(line);
  };
  // The state first: a run that is over by then has written all of it.
  const run = await sourceOf(ref).describe(ctx, ref, signal);
  await readWrittenLog(ctx, ref, take, signal);
  // Each log comes in its order; those of several runs come beside each other.
  matching.sort((a, b) => a.timestamp - b.timestamp);
  return {
    over: isFinal(run.state),
    state: run.stateLabel,
    written,
    matching: matching.length,
    lines: matching.slice(-most).map((line) => ({ ...line, timestamp: new Date(line.timestamp).toISOString() })),
  };
}

/** The one way to change a run that is no action of a node. */
export function registerStopRun(server: McpServer, ctx: Ctx, typedName: string | undefined): void {
  server.registerTool(
    'stop_run',
    {
      title: 'Stop run',
      description: 'Asks a run to stop. It may take a while until it has: show_run tells.',
      inputSchema: runInput,
      annotations: { readOnlyHint: false, destructiveHint: false },
    },
    async (given, { signal }) =>
      await answer(ctx, async () => {
        const ref = await runOf(ctx, given, signal);
        const { stop } = sourceOf(ref);
        if (!stop) throw new AppError('unsupported', `Runs of ${ref.service} cannot be stopped.`);
        await withGrant(ctx, effectOfStopping(ref), typedName, (granted) => stop(granted, ref, signal));
        return { asked: shownRef(ref) };
      }),
  );
}
