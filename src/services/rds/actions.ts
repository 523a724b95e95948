/** What the actions do, loaded when the first of them is carried out. */
import type { ActionOutcome } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { statementTitle } from '../../core/statementTitle.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { directive, quotedRelation, relationName } from './documents.ts';
import { describeInstance, endpointOf } from './instances.ts';
import { placeAt } from './place.ts';
import { connectTo, usablePlace } from './servers.ts';
import { declaredSource } from './sources.ts';
import { startStatement } from './statements.ts';

const previewRows = 1000;

export interface StatementRequest {
  readonly sql: string;
  readonly place?: string | undefined;
  readonly database?: string | undefined;
}

/** Starts a statement; its rows are shown once it has succeeded. */
export async function execute(ctx: Ctx, request: StatementRequest, signal: AbortSignal): Promise<ActionOutcome> {
  const place = await usablePlace(ctx, request.place, signal);
  const run = await startStatement(ctx, place, request.database, request.sql, signal);
  return { kind: 'relation', relation: { kind: 'query', title: statementTitle(request.sql), run, sql: request.sql } };
}

export async function preview(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  const sql = `SELECT * FROM ${quotedRelation(target)} LIMIT ${previewRows}`;
  const run = await startStatement(ctx, placeAt(target), target.path[1], sql, signal);
  return { kind: 'relation', relation: { kind: 'query', title: target.path[3] ?? sql, run, sql } };
}

/** `host:port`, as drivers and tools take it. */
export async function endpointText(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<string> {
  const { kind, name } = placeAt(target);
  if (kind === 'source') {
    const { host, port } = await declaredSource(ctx, name);
    return `${host}:${port}`;
  }
  const endpoint = endpointOf(await describeInstance(ctx, name, signal));
  if (endpoint !== undefined) return endpoint;
  throw new AppError('conflict', t('{0} has no endpoint yet.', name));
}

/** The query of a view, as PostgreSQL writes it. */
export async function showView(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<ActionOutcome> {
  await using connection = await connectTo(ctx, placeAt(target), target.path[1], signal);
  const relation = quotedRelation(target);
  const [row] = await connection.rows('SELECT pg_get_viewdef($1::regclass, true)', [relation], signal);
  const what = target.kind === 'rds.materialized-view' ? 'MATERIALIZED VIEW' : 'OR REPLACE VIEW';
  const lines = [directive(target), `CREATE ${what} ${relationName(target)} AS`, row?.[0] ?? ''];
  return {
    kind: 'document',
    title: `${target.path[3] ?? 'view'}.sql`,
    language: 'sql',
    text: `${lines.join('\n')}\n`,
  };
}
