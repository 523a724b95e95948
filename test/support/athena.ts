import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  paginateGetQueryResults,
  type QueryExecution,
  StartQueryExecutionCommand,
  type StartQueryExecutionCommandInput,
} from '@aws-sdk/client-athena';

export interface EndedQuery {
  readonly id: string;
  readonly execution: QueryExecution;
  readonly state: string;
  readonly reason: string;
  readonly scanned: number;
}

/** Starts a statement and waits until it has ended, however that is. */
export async function runQuery(
  client: AthenaClient,
  sql: string,
  input: Partial<StartQueryExecutionCommandInput> = {},
): Promise<EndedQuery> {
  const { QueryExecutionId: id = '' } = await client.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      ResultConfiguration: { OutputLocation: 's3://results/' },
      QueryExecutionContext: { Database: 'shop' },
      ...input,
    }),
  );
  return await endOf(client, id);
}

export async function endOf(client: AthenaClient, id: string): Promise<EndedQuery> {
  for (;;) {
    const { QueryExecution: execution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    const state = execution?.Status?.State ?? '';
    if (execution && /^(SUCCEEDED|FAILED|CANCELLED)$/.test(state)) {
      const reason = execution.Status?.StateChangeReason ?? '';
      return { id, execution, state, reason, scanned: execution.Statistics?.DataScannedInBytes ?? 0 };
    }
    await sleep(10);
  }
}

/** The rows of a query that must succeed, without the header of a SELECT. */
export async function rowsOf(client: AthenaClient, sql: string): Promise<(string | undefined)[][]> {
  const query = await runQuery(client, sql);
  if (query.state !== 'SUCCEEDED') throw new Error(`${sql}: ${query.state} ${query.reason}`);
  const rows: (string | undefined)[][] = [];
  for await (const page of paginateGetQueryResults({ client }, { QueryExecutionId: query.id })) {
    for (const row of page.ResultSet?.Rows ?? []) rows.push((row.Data ?? []).map((cell) => cell.VarCharValue));
  }
  return query.execution.StatementType === 'DML' ? rows.slice(1) : rows;
}
