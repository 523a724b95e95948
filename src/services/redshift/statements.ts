/** Statements as runs: https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_DescribeStatement.html. */
import { randomUUID } from 'node:crypto';
import {
  BatchExecuteStatementCommand,
  CancelStatementCommand,
  DescribeStatementCommand,
  type DescribeStatementCommandOutput,
  ExecuteStatementCommand,
  ListStatementsCommand,
  RedshiftDataClient,
  type StatementData,
} from '@aws-sdk/client-redshift-data';
import { AppError } from '../../core/appError.ts';
import { formatBytes, formatDuration, formatNumber } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import {
  isFinal,
  type Run,
  type RunId,
  type RunRef,
  type RunState,
  type Step,
  type StepState,
} from '../../core/run.ts';
import { statementTitle } from '../../core/statementTitle.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { type Connection, membersOf, requestOf, type Warehouse } from './place.ts';
import { warehouseAt } from './warehouses.ts';

const states: Readonly<Record<string, RunState>> = {
  SUBMITTED: 'queued',
  PICKED: 'queued',
  STARTED: 'running',
  FINISHED: 'succeeded',
  ABORTED: 'stopped',
  FAILED: 'failed',
};

/** The Data API's own most on a page of statements. */
const maxPage = 100;

/** Where statements are listed that say nothing of their warehouse. */
const anywhere: NodeAddress = { kind: 'redshift.warehouses', path: [] };

export function refOf(id: string, warehouse: Warehouse | undefined): RunRef {
  const of: NodeAddress = warehouse ? { kind: `redshift.${warehouse.kind}`, path: [warehouse.name] } : anywhere;
  return { service: 'redshift', id: id as RunId, of };
}

/** Starts one statement; its token makes the start idempotent. */
export async function startStatement(
  ctx: Ctx,
  connection: Connection,
  sql: string,
  signal: AbortSignal,
): Promise<RunRef> {
  const data = await ctx.aws.client(RedshiftDataClient);
  const { Id = '' } = await data.send(
    new ExecuteStatementCommand({ ...requestOf(connection), Sql: trimmed(sql), ClientToken: randomUUID() }),
    { abortSignal: signal },
  );
  return refOf(Id, connection.warehouse);
}

/** Starts several statements in one transaction. */
export async function startBatch(
  ctx: Ctx,
  connection: Connection,
  sqls: readonly string[],
  signal: AbortSignal,
): Promise<RunRef> {
  const data = await ctx.aws.client(RedshiftDataClient);
  const command = new BatchExecuteStatementCommand({
    ...requestOf(connection),
    Sqls: sqls.map(trimmed),
    ClientToken: randomUUID(),
  });
  const { Id = '' } = await data.send(command, { abortSignal: signal });
  return refOf(Id, connection.warehouse);
}

export function trimmed(sql: string): string {
  return sql.trim().replace(/;\s*$/, '');
}

/** Newest first; of one warehouse, or of all. */
export async function listStatements(
  ctx: Ctx,
  request: PageRequest & { readonly of?: NodeAddress },
  signal: AbortSignal,
): Promise<Page<Run>> {
  const data = await ctx.aws.client(RedshiftDataClient);
  const warehouse = request.of && request.of.path.length > 0 ? warehouseAt(request.of) : undefined;
  const page = await data.send(
    new ListStatementsCommand({
      Status: 'ALL',
      MaxResults: Math.min(request.limit, maxPage),
      ...(warehouse ? membersOf(warehouse) : {}),
      ...(request.token ? { NextToken: request.token } : {}),
    }),
    { abortSignal: signal },
  );
  return pageOf(
    (page.Statements ?? []).map((statement) => listedRun(ctx, statement, warehouse)),
    page.NextToken,
  );
}

function listedRun(ctx: Ctx, statement: StatementData, warehouse: Warehouse | undefined): Run {
  const { Id = '', Status = '', QueryString, QueryStrings, StatementName, CreatedAt, UpdatedAt } = statement;
  const state = states[Status] ?? 'running';
  return {
    ref: refOf(Id, warehouse),
    title: StatementName || statementTitle(QueryString ?? QueryStrings?.join('; ') ?? ''),
    state,
    stateLabel: Status,
    engine: engineOf(ctx),
    ...(CreatedAt ? { startedAt: CreatedAt.getTime() } : {}),
    ...(UpdatedAt && isFinal(state) ? { endedAt: UpdatedAt.getTime() } : {}),
  };
}

/** @throws AppError `not-found`: the Data API keeps statements for a day */
export async function describeStatement(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<Run> {
  return toRun(ctx, await getStatement(ctx, ref.id, signal));
}

/**
 * @param waitSeconds how long the Data API may wait for the statement's end before it answers
 * @throws AppError `not-found`
 */
export async function getStatement(
  ctx: Ctx,
  id: string,
  signal: AbortSignal,
  waitSeconds?: number,
): Promise<DescribeStatementCommandOutput> {
  const data = await ctx.aws.client(RedshiftDataClient);
  try {
    return await data.send(
      new DescribeStatementCommand({ Id: id, ...(waitSeconds === undefined ? {} : { WaitTimeSeconds: waitSeconds }) }),
      { abortSignal: signal },
    );
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
    throw new AppError('not-found', t('There is no statement {0}.', id), { cause: error });
  }
}

function toRun(ctx: Ctx, statement: DescribeStatementCommandOutput): Run {
  const state = states[statement.Status ?? ''] ?? 'running';
  const { CreatedAt, UpdatedAt, Database: database = '', ResultRows = -1, ResultSize = -1, Duration = 0 } = statement;
  const warehouse = warehouseOfStatement(statement);
  const sqls = statement.QueryString ? [statement.QueryString] : (statement.SubStatements ?? []).map(sqlOf);
  return {
    ref: refOf(statement.Id ?? '', warehouse),
    title: statementTitle(sqls.join('; ')),
    state,
    stateLabel: statement.Status ?? '',
    engine: engineOf(ctx),
    input: JSON.stringify({ sql: sqls.join(';\n'), database, parameters: statement.QueryParameters }, undefined, 2),
    facts: [
      { label: t('Rows'), value: ResultRows < 0 ? '' : formatNumber(Number(ResultRows)) },
      { label: t('Result'), value: ResultSize < 0 ? '' : formatBytes(Number(ResultSize)) },
      { label: t('Duration'), value: Duration > 0 ? formatDuration(Number(Duration) / 1e6) : '' },
      { label: t('Database'), value: database },
      { label: warehouse?.kind === 'cluster' ? t('Cluster') : t('Workgroup'), value: warehouse?.name ?? '' },
      { label: t('User'), value: statement.DbUser ?? '' },
      { label: t('Secret'), value: statement.SecretArn ?? '' },
    ].filter(({ value }) => value !== ''),
    ...(CreatedAt ? { startedAt: CreatedAt.getTime() } : {}),
    ...(UpdatedAt && isFinal(state) ? { endedAt: UpdatedAt.getTime() } : {}),
    ...(state === 'failed' ? { error: { message: errorText(statement.Error, sqls) } } : {}),
  };
}

const sqlOf = ({ QueryString = '' }: { readonly QueryString?: string | undefined }) => QueryString;

function warehouseOfStatement(statement: DescribeStatementCommandOutput): Warehouse | undefined {
  if (statement.ClusterIdentifier) return { kind: 'cluster', name: statement.ClusterIdentifier };
  return statement.WorkgroupName ? { kind: 'workgroup', name: statement.WorkgroupName } : undefined;
}

/** What executes it is said: nothing here is a Redshift cluster on the local endpoint. */
function engineOf(ctx: Ctx): string {
  return ctx.connection.kind === 'local' ? 'DuckDB' : 'Redshift';
}

/** The error with its place as `line 3:12`, where Redshift counts characters of the statement. */
export function errorText(error: string | undefined, sqls: readonly string[]): string {
  if (!error) return t('Redshift gives no reason.');
  const position = Number(/\n\s*Position: (\d+)/.exec(error)?.[1]);
  const [only] = sqls;
  if (!position || only === undefined || sqls.length !== 1) return error;
  const before = only.slice(0, position - 1).split('\n');
  return `line ${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${error}`;
}

const stepStates: Readonly<Record<string, StepState>> = {
  SUBMITTED: 'waiting',
  PICKED: 'waiting',
  STARTED: 'running',
  FINISHED: 'succeeded',
  ABORTED: 'skipped',
  FAILED: 'failed',
};

/** The statements of a batch; of a single one there are no steps. */
export async function statementSteps(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<readonly Step[]> {
  const { SubStatements = [] } = await getStatement(ctx, ref.id, signal);
  return SubStatements.map((sub, i): Step => {
    const state = stepStates[sub.Status ?? ''] ?? 'running';
    const begun = state !== 'waiting' && state !== 'skipped';
    return {
      id: sub.Id ?? String(i),
      name: `${i + 1} ${statementTitle(sub.QueryString ?? '')}`,
      type: t('Statement'),
      state,
      attempts: 1,
      input: JSON.stringify({ sql: sub.QueryString }, undefined, 2),
      ...(begun && sub.CreatedAt ? { startedAt: sub.CreatedAt.getTime() } : {}),
      ...(begun && state !== 'running' && sub.UpdatedAt ? { endedAt: sub.UpdatedAt.getTime() } : {}),
      ...(sub.Error ? { error: { message: sub.Error } } : {}),
    };
  });
}

/** Ends a statement that waits or runs. */
export async function cancelStatement(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<void> {
  const data = await ctx.aws.client(RedshiftDataClient);
  await data.send(new CancelStatementCommand({ Id: ref.id }), { abortSignal: signal });
}
