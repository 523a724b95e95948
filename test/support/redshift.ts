import {
  DescribeStatementCommand,
  type DescribeStatementCommandOutput,
  ExecuteStatementCommand,
  type ExecuteStatementCommandInput,
  type Field,
  paginateGetStatementResult,
  type RedshiftDataClient,
} from '@aws-sdk/client-redshift-data';
import {
  CreateNamespaceCommand,
  CreateWorkgroupCommand,
  RedshiftServerlessClient,
} from '@aws-sdk/client-redshift-serverless';
import type { TestEndpoint } from './endpoint.ts';

export const workgroup = { WorkgroupName: 'etl', Database: 'dev' } as const;

/** The workgroup `etl` over the database `dev`. */
export async function makeWorkgroup(
  client: Pick<TestEndpoint['client'], 'endpoint' | 'region' | 'credentials'>,
): Promise<void> {
  const serverless = new RedshiftServerlessClient(client);
  await serverless.send(new CreateNamespaceCommand({ namespaceName: 'etl-data' }));
  await serverless.send(new CreateWorkgroupCommand({ workgroupName: 'etl', namespaceName: 'etl-data' }));
}

/** Starts a statement and waits until it has ended, however that is. */
export async function runSql(
  data: RedshiftDataClient,
  sql: string,
  input: Partial<ExecuteStatementCommandInput> = workgroup,
): Promise<DescribeStatementCommandOutput> {
  const { Id } = await data.send(new ExecuteStatementCommand({ ...input, Sql: sql, WaitTimeSeconds: 30 }));
  return await data.send(new DescribeStatementCommand({ Id, WaitTimeSeconds: 30 }));
}

/** The rows of a statement that must succeed. */
export async function sqlRows(
  data: RedshiftDataClient,
  sql: string,
  input: Partial<ExecuteStatementCommandInput> = workgroup,
): Promise<unknown[][]> {
  const { Id = '', Status, Error: error } = await runSql(data, sql, input);
  if (Status !== 'FINISHED') throw new Error(`${sql}: ${Status} ${error}`);
  return await resultRows(data, Id);
}

/** All rows of a result, page by page. */
export async function resultRows(data: RedshiftDataClient, Id: string): Promise<unknown[][]> {
  const rows: unknown[][] = [];
  for await (const page of paginateGetStatementResult({ client: data }, { Id })) {
    for (const record of page.Records ?? []) rows.push(record.map(cellOf));
  }
  return rows;
}

function cellOf(field: Field): unknown {
  return field.isNull ? null : (field.stringValue ?? field.longValue ?? field.doubleValue ?? field.booleanValue);
}

/** Runs for minutes over `nums` where nobody stops it, in little memory. */
export const endless = 'SELECT count(*) FROM nums a, nums b, nums c, nums d WHERE sqrt(a.n + b.n + c.n + d.n) < -1';

/** The table `nums` of 0 to 9,999. */
export async function makeNumbers(data: RedshiftDataClient): Promise<void> {
  const digits = `(${[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((d) => `SELECT ${d} AS d`).join(' UNION ALL ')})`;
  await sqlDone(
    data,
    `CREATE TABLE nums AS SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d AS n
     FROM ${digits} a, ${digits} b, ${digits} c, ${digits} e`,
  );
}

/** Runs a statement that must succeed. */
export async function sqlDone(data: RedshiftDataClient, sql: string): Promise<void> {
  const { Status, Error: error } = await runSql(data, sql);
  if (Status !== 'FINISHED') throw new Error(`${sql}: ${Status} ${error}`);
}
