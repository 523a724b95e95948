/** Statements for others: started, waited for, and read through GetQueryResults, whose values are exact texts. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { saysMissing } from '../../platform/results/saysMissing.ts';
import type { SqlAnswer, SqlColumn, SqlPlace, SqlSession } from '../../platform/sqlSource.ts';
import { refOf, runQuery, stopQuery, typeOf } from './queries.ts';
import { usableWorkgroup } from './workgroups.ts';

/** GetQueryResults gives at most so many rows at once, the header among them. */
const pageRows = 1000;

/** A statement for a pivot is waited for by a person: asked at once, then less often, as AWS throttles by the call. */
function pause(ctx: Ctx, round: number): number {
  return ctx.connection.kind === 'local' ? Math.min(10 * 1.4 ** round, 300) : Math.min(200 * 1.3 ** round, 3000);
}

/** @throws AppError `invalid-input` when no workgroup can store results */
export async function openSqlSession(ctx: Ctx, place: SqlPlace, signal: AbortSignal): Promise<SqlSession> {
  const athena = await ctx.aws.client(AthenaClient);
  const workgroup = await usableWorkgroup(ctx, place.workgroup, signal);
  const { database } = place;
  return {
    async query(sql, maxRows, given) {
      const { QueryExecutionId: id = '' } = await athena.send(
        new StartQueryExecutionCommand({
          QueryString: sql,
          WorkGroup: workgroup,
          ClientRequestToken: randomUUID(),
          ...(database ? { QueryExecutionContext: { Database: database } } : {}),
        }),
        { abortSignal: given },
      );
      try {
        await untilOver(ctx, athena, id, given);
        return await readAnswer(athena, id, maxRows, given);
      } catch (error) {
        // Whoever gives up is not kept waiting until Athena has heard of it; one that is over cannot be stopped.
        if (given.aborted) void stopQuery(ctx, refOf(workgroup, id), AbortSignal.timeout(10_000)).catch(() => {});
        throw error;
      }
    },
    async start(sql, title, given) {
      const outcome = await runQuery(ctx, { sql, database, workgroup, title }, given);
      if (outcome.kind !== 'relation') throw new Error('A query gives rows.');
      return outcome.relation;
    },
    async [Symbol.asyncDispose]() {},
  };
}

async function untilOver(ctx: Ctx, athena: AthenaClient, id: string, signal: AbortSignal): Promise<void> {
  for (let round = 0; ; round++) {
    await sleep(pause(ctx, round), undefined, { signal });
    const command = new GetQueryExecutionCommand({ QueryExecutionId: id });
    const { QueryExecution } = await athena.send(command, { abortSignal: signal });
    const { State, StateChangeReason } = QueryExecution?.Status ?? {};
    if (State === 'SUCCEEDED') return;
    if (State === 'CANCELLED') throw new AppError('cancelled', t('The query was cancelled.'));
    if (State === 'FAILED') {
      const message = StateChangeReason ?? t('Athena gives no reason.');
      throw new AppError(saysMissing(message) ? 'not-found' : 'failed', message);
    }
  }
}

/** https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html: NULL is a datum without a value. */
async function readAnswer(athena: AthenaClient, id: string, maxRows: number, signal: AbortSignal): Promise<SqlAnswer> {
  let columns: readonly SqlColumn[] | undefined;
  const rows: (string | null)[][] = [];
  let token: string | undefined;
  do {
    const page = await athena.send(
      new GetQueryResultsCommand({
        QueryExecutionId: id,
        MaxResults: pageRows,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
      { abortSignal: signal },
    );
    // The first row of a query's first page names the columns.
    const header = columns === undefined;
    columns ??= (page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map((column) => ({
      name: column.Name ?? '',
      type: typeOf(column.Type ?? 'varchar', column.Precision, column.Scale),
    }));
    for (const { Data = [] } of (page.ResultSet?.Rows ?? []).slice(header ? 1 : 0)) {
      rows.push(Data.map((datum) => datum.VarCharValue ?? null));
    }
    token = page.NextToken;
  } while (token !== undefined && rows.length < maxRows);
  const more = rows.length > maxRows || token !== undefined;
  return { columns: columns ?? [], rows: rows.slice(0, maxRows), more };
}
