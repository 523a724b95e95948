/** Statements as runs. PostgreSQL forgets a statement with its connection, so that what is known of one is kept here. */
import { randomUUID } from 'node:crypto';
import { AppError } from '../../core/appError.ts';
import { formatNumber } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import { isFinal, type Run, type RunId, type RunRef } from '../../core/run.ts';
import { statementTitle } from '../../core/statementTitle.ts';
import { rememberStatement } from '../../platform/connections/ownQueries.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { checkStatement, type PostgresConnection } from '../../platform/postgres/openPostgres.ts';
import {
  allStatements,
  createStatement,
  isLost,
  pruneStatements,
  readStatement,
  rowsFile,
  type StatementRecord,
  writeStatement,
} from '../../platform/postgres/statementFiles.ts';
import type { RunResult } from '../../platform/service.ts';
import { carryOut } from './carryOut.ts';
import { addressOfPlace, type Place, placeAt, placeOf, placeText } from './place.ts';
import { connectTo } from './servers.ts';

const cancelTimeoutMs = 10_000;

const homeOf = ({ connection: { id, region } }: Ctx) => `${id} ${region}`;

/**
 * Starts a statement on a connection of its own; its rows go to a file, however many they are.
 * @param signal an abort ends the statement, as long as this process waits for it
 * @throws AppError when nobody can sign in, or `read-only`
 */
export async function startStatement(
  ctx: Ctx,
  place: Place,
  database: string | undefined,
  sql: string,
  signal: AbortSignal,
): Promise<RunRef> {
  const effect = checkStatement(ctx, sql);
  const id = randomUUID();
  const connection = await connectTo(ctx, place, database, signal, applicationOf(id));
  const record: StatementRecord = {
    id,
    home: homeOf(ctx),
    state: 'running',
    sql: sql.trim().replace(/;\s*$/, ''),
    place: placeText(place),
    database: connection.database,
    engine: `PostgreSQL ${connection.version}`,
    owner: process.pid,
    backend: connection.pid,
    startedAt: Date.now(),
  };
  try {
    await createStatement(ctx, record);
  } catch (error) {
    await connection[Symbol.asyncDispose]();
    throw error;
  }
  if (effect === 'read') rememberStatement(id);
  const cancel = () => void cancelBackend(ctx, record, AbortSignal.timeout(cancelTimeoutMs)).catch(() => {});
  signal.addEventListener('abort', cancel, { once: true });
  void toItsEnd(ctx, connection, record).finally(() => signal.removeEventListener('abort', cancel));
  return refOf(record);
}

/** What becomes of it is written down, whatever that is. */
async function toItsEnd(ctx: Ctx, connection: PostgresConnection, record: StatementRecord): Promise<void> {
  try {
    await using open = connection;
    const outcome = await carryOut(ctx, open, record.sql, rowsFile(ctx, record.id));
    await writeStatement(ctx, { ...record, ...outcome, endedAt: Date.now() });
    await pruneStatements(ctx);
  } catch (error) {
    ctx.log.error(`the statement ${record.id} could not be written down`, error);
  }
}

/** By which the server's views name its connection, so that only that one is cancelled. */
const applicationOf = (id: string) => `strata ${id}`;

function refOf({ id, place }: StatementRecord): RunRef {
  return { service: 'rds', id: id as RunId, of: addressOfPlace(placeOf(place) ?? { kind: 'instance', name: place }) };
}

/** Newest first; of one place, or of all. */
export async function listStatements(
  ctx: Ctx,
  request: PageRequest & { readonly of?: NodeAddress },
): Promise<Page<Run>> {
  const of = request.of && request.of.path.length > 0 ? placeText(placeAt(request.of)) : undefined;
  const all = (await allStatements(ctx)).filter(
    ({ home, place }) => home === homeOf(ctx) && (of === undefined || place === of),
  );
  const from = Number(request.token ?? 0);
  const to = from + request.limit;
  return pageOf(all.slice(from, to).map(toRun), to < all.length ? String(to) : undefined);
}

/** @throws AppError `not-found`: only the newest are kept */
export async function describeStatement(ctx: Ctx, ref: RunRef): Promise<Run> {
  return toRun(await readStatement(ctx, ref.id));
}

function toRun(record: StatementRecord): Run {
  const lost = isLost(record);
  const state = lost ? 'interrupted' : record.state;
  const place = placeOf(record.place);
  const error = lost ? t('The window or command that waited for it is gone.') : record.error;
  return {
    ref: refOf(record),
    title: statementTitle(record.sql),
    state,
    stateLabel: state.toUpperCase(),
    engine: record.engine,
    input: JSON.stringify({ sql: record.sql, database: record.database }, undefined, 2),
    facts: [
      { label: t('Rows'), value: record.rows === undefined ? '' : formatNumber(record.rows) },
      { label: t('Database'), value: record.database },
      { label: place?.kind === 'source' ? t('Source') : t('Instance'), value: place?.name ?? '' },
    ].filter(({ value }) => value !== ''),
    startedAt: record.startedAt,
    ...(record.endedAt === undefined ? {} : { endedAt: record.endedAt }),
    ...(error === undefined ? {} : { error: { message: error } }),
  };
}

/** @throws AppError `conflict` when it is over */
export async function cancelStatement(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<void> {
  const record = await readStatement(ctx, ref.id);
  if (isFinal(record.state)) throw new AppError('conflict', t('The run is over.'));
  await cancelBackend(ctx, record, signal);
}

async function cancelBackend(ctx: Ctx, { id, place, database, backend }: StatementRecord, signal: AbortSignal) {
  const found = placeOf(place);
  if (!found) return;
  await using connection = await connectTo(ctx, found, database, signal);
  const sql = 'SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND application_name = $2';
  await connection.rows(sql, [backend, applicationOf(id)], signal);
}

export async function statementResult(ctx: Ctx, ref: RunRef): Promise<RunResult> {
  const { columns = [] } = await readStatement(ctx, ref.id);
  return { kind: 'file', file: rowsFile(ctx, ref.id), columns };
}
