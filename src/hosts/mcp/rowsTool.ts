import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import type { RelationSource } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import type { NodeAddress } from '../../core/node.ts';
import { isFinal, type RunRef } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { invokeAction } from '../../platform/invokeAction.ts';
import { actionWithId } from '../../services/index.ts';
import { hintWhereMissing, jsonCell, objectSource, readRows } from '../verbs/readRows.ts';
import { runWithin } from '../verbs/runWithin.ts';
import { targetOf } from '../verbs/targetOf.ts';
import { answer } from './answer.ts';
import { mostWait, runInput, runOf } from './runTools.ts';
import { shownRef } from './shownRun.ts';

interface Given {
  readonly run?: string | undefined;
  readonly of?: string | undefined;
  readonly table?: string | undefined;
  readonly object?: string | undefined;
}

/** Rows, from the same engine as the results panel. */
export function registerRows(server: McpServer, ctx: Ctx): void {
  server.registerTool(
    'read_rows',
    {
      title: 'Read rows',
      description:
        'Rows of one of: the query run `run`, which is waited for; the first 1,000 rows of `table`, which Athena or Redshift is asked for; the CSV, JSON or Parquet `object` in S3. Each row is a list in the order of `columns`. Decimals, and integers that JSON readers would round, are text. `more` says whether rows follow: call again with an `offset`, for a table with the `run` of the answer.',
      inputSchema: {
        run: runInput.run.optional(),
        of: runInput.of,
        table: z.string().optional().describe('DATABASE.TABLE, or the id of a table or view from browse'),
        object: z.string().optional().describe('s3://bucket/key'),
        limit: z.number().int().min(1).max(1000).default(50).describe('most rows'),
        offset: z.number().int().min(0).default(0).describe('rows to leave out before the first'),
        wait: z.number().min(0).max(mostWait).default(30).describe('seconds to wait for the end of the query at most'),
      },
      annotations: { readOnlyHint: true },
    },
    async ({ limit, offset, wait, ...given }, { signal }) =>
      await answer(ctx, async () => {
        const source = await sourceOf(ctx, given, signal);
        if (source.kind === 'query') await waitFor(ctx, source.run, wait, signal);
        const read = readRows(ctx, source, { offset, limit }, signal);
        const { columns, rows, more, partial } = await read.catch(hintWhereMissing('browse lists what there is.'));
        return {
          columns: columns.map(({ name, type }) => ({ name, type })),
          rows: rows.map((row) => row.map((cell, i) => jsonCell(cell, columns[i]))),
          more,
          partial,
          run: source.kind === 'query' ? shownRef(source.run) : undefined,
        };
      }),
  );
}

async function sourceOf(ctx: Ctx, given: Given, signal: AbortSignal): Promise<RelationSource> {
  const { run, of, table, object } = given;
  if ([run, table, object].filter((each) => each !== undefined).length !== 1) {
    throw new AppError('invalid-input', 'Rows of what? One of run, table and object must be given.');
  }
  if (object !== undefined) return objectSource(object);
  if (run !== undefined) return { kind: 'query', title: run, run: await runOf(ctx, { run, of }, signal) };
  const onRedshift = table?.startsWith('redshift.') === true;
  const preview = actionWithId(onRedshift ? 'redshift.previewTable' : 'athena.previewTable');
  if (!preview) throw new Error('There is no such action.');
  const isNode = onRedshift || table?.startsWith('glue-catalog.') === true;
  const target = isNode ? targetOf(preview, table) : tableNamed(table ?? '');
  const outcome = await invokeAction(preview, ctx, { target }, signal);
  if (outcome.kind !== 'relation') throw new Error('A preview gives rows.');
  return outcome.relation;
}

function tableNamed(name: string): NodeAddress {
  const [, database, table] = /^([^.]+)\.(.+)$/.exec(name) ?? [];
  if (database !== undefined && table !== undefined) return { kind: 'glue-catalog.table', path: [database, table] };
  throw new AppError('invalid-input', `${name} is no DATABASE.TABLE.`, { hint: 'browse lists databases and tables.' });
}

/** @throws AppError `timeout` when it is not over by then; it goes on */
async function waitFor(ctx: Ctx, ref: RunRef, seconds: number, signal: AbortSignal): Promise<void> {
  const { run } = await runWithin(ctx, ref, seconds * 1000, signal);
  if (isFinal(run.state)) return;
  throw new AppError('timeout', `${run.title} is not over yet: ${run.stateLabel}.`, {
    hint: `Ask again: read_rows with run ${ref.id}.`,
  });
}
