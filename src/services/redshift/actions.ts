/** What the actions do, loaded when the first of them is carried out. */
import type { ActionOutcome } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { statementTitle } from '../../core/statementTitle.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { connectionAt } from './catalog.ts';
import { directive, relationName } from './documents.ts';
import { connectionOf, RedshiftSession } from './sqlSession.ts';
import { startBatch, startStatement } from './statements.ts';

const previewRows = 1000;

export interface StatementRequest {
  readonly sql: string;
  readonly warehouse?: string | undefined;
  readonly database?: string | undefined;
  readonly secret?: string | undefined;
  readonly user?: string | undefined;
}

/** Starts a statement; its rows are shown once it has succeeded. */
export async function execute(ctx: Ctx, request: StatementRequest, signal: AbortSignal): Promise<ActionOutcome> {
  const connection = await connectionOf(ctx, request, signal);
  const run = await startStatement(ctx, connection, request.sql, signal);
  return { kind: 'relation', relation: { kind: 'query', title: statementTitle(request.sql), run, sql: request.sql } };
}

/** Starts several statements in one transaction. */
export async function executeScript(
  ctx: Ctx,
  request: Omit<StatementRequest, 'sql'> & { readonly statements: readonly string[] },
  signal: AbortSignal,
): Promise<ActionOutcome> {
  const connection = await connectionOf(ctx, request, signal);
  return { kind: 'run', run: await startBatch(ctx, connection, request.statements, signal) };
}

export async function preview(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  const sql = `SELECT * FROM ${relationName(target)} LIMIT ${previewRows}`;
  const run = await startStatement(ctx, connectionAt(target), sql, signal);
  return { kind: 'relation', relation: { kind: 'query', title: target.path[3] ?? sql, run, sql } };
}

/** The panel shows its progress; the tree its new age once it is over. */
export async function refresh(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  const sql = `REFRESH MATERIALIZED VIEW ${relationName(target)}`;
  return { kind: 'run', run: await startStatement(ctx, connectionAt(target), sql, signal) };
}

/** The statement that would make the relation again. https://docs.aws.amazon.com/redshift/latest/dg/r_SHOW_TABLE.html */
export async function showDdl(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  const what =
    { 'redshift.table': 'TABLE', 'redshift.external-table': 'EXTERNAL TABLE' }[target.kind as string] ?? 'VIEW';
  await using session = new RedshiftSession(ctx, connectionAt(target), undefined);
  const { rows } = await session.query(`SHOW ${what} ${relationName(target)}`, 1000, signal);
  const text = rows.map(([line]) => line ?? '').join('\n');
  if (text.trim() === '')
    throw new AppError('not-found', t('Redshift shows no definition of {0}.', relationName(target)));
  const title = `${target.path[3] ?? 'definition'}.sql`;
  return { kind: 'document', title, language: 'sql', text: `${directive(target)}\n${text.trimEnd()}\n` };
}
