/** Queries as runs: https://docs.aws.amazon.com/athena/latest/APIReference/API_QueryExecution.html. */
import { randomUUID } from 'node:crypto';
import {
  AthenaClient,
  BatchGetQueryExecutionCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type GetQueryResultsCommandOutput,
  ListQueryExecutionsCommand,
  ListWorkGroupsCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { ActionOutcome } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import { formatBytes, formatDuration } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import { isFinal, type Run, type RunId, type RunRef, type RunState } from '../../core/run.ts';
import { statementTitle } from '../../core/statementTitle.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { RunResult } from '../../platform/service.ts';
import { usableWorkgroup } from './workgroups.ts';

const states: Readonly<Record<string, RunState>> = {
  QUEUED: 'queued',
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'stopped',
};

/** Athena's own most on a page of executions, and in one batch. */
const maxPage = 50;
/** Each costs two calls, and the list is asked for again and again. */
const workgroupsAPage = 10;
const newestOfEach = 20;

/** The run of a query, by its id. */
export function refOf(workgroup: string, id: string): RunRef {
  return { service: 'athena', id: id as RunId, of: { kind: 'athena.workgroup', path: [workgroup] } };
}

export interface QueryRequest {
  readonly sql: string;
  readonly database?: string | undefined;
  readonly workgroup?: string | undefined;
  readonly title?: string | undefined;
}

/** Starts a statement; its token makes the start idempotent. The rows are shown once it has succeeded. */
export async function runQuery(ctx: Ctx, request: QueryRequest, signal: AbortSignal): Promise<ActionOutcome> {
  const athena = await ctx.aws.client(AthenaClient);
  const workgroup = await usableWorkgroup(ctx, request.workgroup, signal);
  const { QueryExecutionId } = await athena.send(
    new StartQueryExecutionCommand({
      QueryString: request.sql.trim().replace(/;\s*$/, ''),
      WorkGroup: workgroup,
      ClientRequestToken: randomUUID(),
      ...(request.database ? { QueryExecutionContext: { Database: request.database } } : {}),
    }),
    { abortSignal: signal },
  );
  return {
    kind: 'relation',
    relation: {
      kind: 'query',
      title: request.title ?? statementTitle(request.sql),
      run: refOf(workgroup, QueryExecutionId ?? ''),
      sql: request.sql,
    },
  };
}

/** Newest first. Without a workgroup: one page of workgroups with the newest queries of each. */
export async function listQueries(
  ctx: Ctx,
  request: PageRequest & { readonly of?: NodeAddress },
  signal: AbortSignal,
): Promise<Page<Run>> {
  if (request.of) return await queriesOf(ctx, request.of.path[0] ?? '', request, signal);
  const athena = await ctx.aws.client(AthenaClient);
  const workgroups = await athena.send(
    new ListWorkGroupsCommand({ MaxResults: workgroupsAPage, ...(request.token ? { NextToken: request.token } : {}) }),
    { abortSignal: signal },
  );
  const runs: Run[] = [];
  for (const { Name = '', State } of workgroups.WorkGroups ?? []) {
    if (State === 'DISABLED') continue;
    runs.push(...(await queriesOf(ctx, Name, { limit: newestOfEach }, signal)).items);
  }
  runs.sort((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0));
  return pageOf(runs.slice(0, request.limit), workgroups.NextToken);
}

async function queriesOf(ctx: Ctx, workgroup: string, request: PageRequest, signal: AbortSignal): Promise<Page<Run>> {
  const athena = await ctx.aws.client(AthenaClient);
  const page = await athena.send(
    new ListQueryExecutionsCommand({
      WorkGroup: workgroup,
      MaxResults: Math.min(request.limit, maxPage),
      ...(request.token ? { NextToken: request.token } : {}),
    }),
    { abortSignal: signal },
  );
  const ids = page.QueryExecutionIds ?? [];
  if (ids.length === 0) return pageOf([], page.NextToken);
  const { QueryExecutions } = await athena.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds: ids }), {
    abortSignal: signal,
  });
  const runs = (QueryExecutions ?? []).map((query) => toRun(ctx, query));
  return pageOf(
    runs.sort((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0)),
    page.NextToken,
  );
}

/** @throws AppError when Athena no longer knows the query */
export async function describeQuery(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<Run> {
  return toRun(ctx, await getQuery(ctx, ref.id, signal));
}

/** @throws AppError `not-found`, which Athena itself words as an invalid request; it keeps queries for 45 days */
async function getQuery(ctx: Ctx, id: string, signal: AbortSignal): Promise<QueryExecution> {
  const athena = await ctx.aws.client(AthenaClient);
  const missing = (cause?: unknown) => new AppError('not-found', t('There is no query {0}.', id), { cause });
  try {
    const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId: id }), {
      abortSignal: signal,
    });
    if (QueryExecution) return QueryExecution;
  } catch (error) {
    throw error instanceof AppError && /was not found/.test(error.message) ? missing(error) : error;
  }
  throw missing();
}

function toRun(ctx: Ctx, query: QueryExecution): Run {
  const status = query.Status ?? {};
  const statistics = query.Statistics ?? {};
  const state = states[status.State ?? ''] ?? 'running';
  const scanned = statistics.DataScannedInBytes;
  const duration = statistics.TotalExecutionTimeInMillis;
  return {
    ref: refOf(query.WorkGroup ?? 'primary', query.QueryExecutionId ?? ''),
    title: statementTitle(query.Query ?? ''),
    state,
    stateLabel: status.State ?? '',
    engine: ctx.connection.kind === 'local' ? 'DuckDB' : 'Athena',
    input: JSON.stringify({ sql: query.Query, database: query.QueryExecutionContext?.Database }, undefined, 2),
    facts: [
      { label: t('Scanned'), value: scanned === undefined ? '' : formatBytes(scanned) },
      { label: t('Duration'), value: duration === undefined ? '' : formatDuration(duration) },
      { label: t('Database'), value: query.QueryExecutionContext?.Database ?? '' },
      { label: t('Workgroup'), value: query.WorkGroup ?? '' },
    ].filter((fact) => fact.value !== ''),
    ...(status.SubmissionDateTime ? { startedAt: status.SubmissionDateTime.getTime() } : {}),
    ...(status.CompletionDateTime && isFinal(state) ? { endedAt: status.CompletionDateTime.getTime() } : {}),
    ...(state === 'failed' ? { error: { message: status.StateChangeReason ?? t('Athena gives no reason.') } } : {}),
  };
}

/** Cancels a query that is queued or runs. */
export async function stopQuery(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<void> {
  const athena = await ctx.aws.client(AthenaClient);
  await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: ref.id }), { abortSignal: signal });
}

/**
 * Where the rows of a finished query lie; the CSV carries no types, so the API is asked for them. Of what writes a table
 * no file of results is left: it is told how many rows it wrote.
 */
export async function queryResult(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<RunResult> {
  const athena = await ctx.aws.client(AthenaClient);
  const query = await getQuery(ctx, ref.id, signal);
  const page = await athena.send(new GetQueryResultsCommand({ QueryExecutionId: ref.id, MaxResults: 1 }), {
    abortSignal: signal,
  });
  const columns = (page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map((column) => ({
    name: column.Name ?? '',
    type: typeOf(column.Type ?? 'varchar', column.Precision, column.Scale),
  }));
  const uri = query.ResultConfiguration?.OutputLocation ?? '';
  // A workgroup whose results Athena keeps has no place of its own for them.
  if (uri === '') return { kind: 'rows', columns, pages: (given) => resultPages(athena, ref.id, given) };
  return /\.(csv|txt)$/.test(uri) ? { kind: 'object', uri, columns } : writtenRows(page.UpdateCount);
}

/** The first row of a query's first page names the columns. */
async function* resultPages(athena: AthenaClient, id: string, signal: AbortSignal) {
  let token: string | undefined;
  do {
    const { ResultSet, NextToken }: GetQueryResultsCommandOutput = await athena.send(
      new GetQueryResultsCommand({ QueryExecutionId: id, ...(token === undefined ? {} : { NextToken: token }) }),
      { abortSignal: signal },
    );
    const rows = (ResultSet?.Rows ?? []).slice(token === undefined ? 1 : 0);
    yield rows.map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue ?? null));
    token = NextToken;
  } while (token !== undefined);
}

function writtenRows(count: number | undefined): RunResult {
  return {
    kind: 'rows',
    columns: [{ name: 'rows_affected', type: 'bigint' }],
    total: 1,
    async *pages() {
      yield [[count === undefined ? null : String(count)]];
    },
  };
}

/** Athena's word for a column's type, with what a decimal needs. */
export function typeOf(type: string, precision: number | undefined, scale: number | undefined): string {
  return type === 'decimal' && precision ? `decimal(${precision},${scale ?? 0})` : type;
}
