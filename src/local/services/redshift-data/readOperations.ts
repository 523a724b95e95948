/** https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_DescribeStatement.html and its kin */
import { z } from 'zod';
import { Fault, validationFault } from '../../server/fault.ts';
import { type Call, type Operations, operation } from '../../server/operation.ts';
import { isIndex, readPageToken, writePageToken } from '../../server/pageToken.ts';
import type { DataApi } from './dataApi.ts';
import { partOfId, statementId } from './inputs.ts';
import { columnMetadata, csvOf, fieldsOf } from './records.ts';
import type { Part, Statement, StatementStatus } from './statement.ts';

const wait = { WaitTimeSeconds: z.number().int().min(1).max(30).nullish() };
const statuses = ['SUBMITTED', 'PICKED', 'STARTED', 'FINISHED', 'ABORTED', 'FAILED', 'ALL'] as const;
const resultInput = z.object({ Id: statementId, NextToken: z.string().nullish(), ...wait });

export function readOperations(api: DataApi): Operations {
  const { statements, runner, results } = api;

  /** One page of a result. */
  const page = async (input: z.infer<typeof resultInput>, csv: boolean, call: Call) => {
    const { id, part } = partOfId(input.Id);
    if (input.WaitTimeSeconds) await runner.wait(id, input.WaitTimeSeconds * 1000, call.signal);
    const statement = statements.need(call.region, id);
    const { index, columns, rows } = resultOf(statement, part);
    if (statement.csv !== csv) {
      const [has, want] = csv ? ['JSON', 'GetStatementResult'] : ['CSV', 'GetStatementResultV2'];
      throw validationFault(`The result of the statement is in ${has} format: use ${want}.`);
    }
    const from = readPageToken(input.NextToken, isIndex, () => validationFault('The NextToken is not valid.')) ?? 0;
    const read = await results.readPage(id, index, from);
    return {
      read: read.rows,
      columns,
      rest: {
        ColumnMetadata: columns.map(columnMetadata),
        TotalNumRows: rows,
        ...(read.next === undefined ? {} : { NextToken: writePageToken(read.next) }),
      },
    };
  };

  return {
    DescribeStatement: operation(z.object({ Id: statementId, ...wait }), async (input, call) => {
      const { id, part } = partOfId(input.Id);
      if (input.WaitTimeSeconds) await runner.wait(id, input.WaitTimeSeconds * 1000, call.signal);
      const statement = statements.need(call.region, id);
      return part === undefined ? describe(statement) : { ...about(statement), ...describePart(statement, part) };
    }),

    GetStatementResult: operation(resultInput, async (input, call) => {
      const { read, columns, rest } = await page(input, false, call);
      return { Records: read.map((row) => fieldsOf(row, columns)), ...rest };
    }),

    GetStatementResultV2: operation(resultInput, async (input, call) => {
      const { read, rest } = await page(input, true, call);
      return { Records: read.length === 0 ? [] : [{ CSVRecords: csvOf(read) }], ...rest, ResultFormat: 'CSV' };
    }),

    ListStatements: operation(
      z.object({
        MaxResults: z.number().int().min(0).max(100).nullish(),
        NextToken: z.string().nullish(),
        StatementName: z.string().nullish(),
        Status: z.enum(statuses).nullish(),
        RoleLevel: z.boolean().nullish(),
        Database: z.string().nullish(),
        ClusterIdentifier: z.string().nullish(),
        WorkgroupName: z.string().nullish(),
      }),
      (input, call) => {
        if (input.ClusterIdentifier && input.WorkgroupName) {
          throw validationFault('ClusterIdentifier and WorkgroupName cannot both be specified.');
        }
        const limit = input.MaxResults || 100;
        const before = readPageToken(input.NextToken, isIndex, () => validationFault('The NextToken is not valid.'));
        const rows = statements.page({
          region: call.region,
          before: before ?? Number.MAX_SAFE_INTEGER,
          limit: limit + 1,
          // Without a status, only what has finished is listed.
          status: input.Status === 'ALL' ? undefined : ((input.Status ?? 'FINISHED') as StatementStatus),
          name: input.StatementName || undefined,
          database: input.Database ?? undefined,
          place: input.ClusterIdentifier ?? input.WorkgroupName ?? undefined,
        });
        const shown = rows.slice(0, limit);
        const last = shown.at(-1);
        return {
          Statements: shown.map(({ statement }) => listed(statement)),
          ...(rows.length > limit && last ? { NextToken: writePageToken(last.seq) } : {}),
        };
      },
    ),
  };
}

/** @throws Fault ResourceNotFoundException when there is none, or not yet */
function resultOf(statement: Statement, part: number | undefined) {
  const index = part ?? (statement.batch ? -1 : 0);
  const found = statement.parts[index];
  if (statement.status !== 'FINISHED' && !(statement.autoCommit && found?.status === 'FINISHED')) throw noResult();
  if (!found?.columns) throw noResult();
  return { index, columns: found.columns, rows: found.rows };
}

function noResult(): Fault {
  return new Fault(
    'ResourceNotFoundException',
    'Query does not have result. Please check query status with DescribeStatement.',
  );
}

function describe(statement: Statement) {
  const { parts, batch } = statement;
  const [only] = parts;
  return {
    ...about(statement),
    Status: statement.status,
    ...(statement.error === undefined ? {} : { Error: statement.error }),
    CreatedAt: new Date(statement.created),
    UpdatedAt: new Date(statement.updated),
    Duration: nanoseconds(parts.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    HasResultSet: parts.some(({ columns }) => columns !== undefined),
    ResultRows: batch ? -1 : (only?.rows ?? -1),
    ResultSize: batch ? -1 : (only?.bytes ?? -1),
    RedshiftQueryId: -1,
    ...(batch
      ? {
          SubStatements: parts.map((_, i) => describePart(statement, i)),
          ExecutionMode: statement.autoCommit ? 'AUTO_COMMIT' : 'TRANSACTION',
        }
      : { QueryString: only?.sql }),
  };
}

/** What holds for the whole and for each of its parts. */
function about({ id, target, pid, parameters, csv, sessionId }: Statement) {
  return {
    Id: id,
    Database: target.database,
    ...(target.cluster === undefined ? {} : { ClusterIdentifier: target.cluster }),
    ...(target.workgroup === undefined ? {} : { WorkgroupName: target.workgroup }),
    ...(target.secretArn === undefined ? { DbUser: target.user } : { SecretArn: target.secretArn }),
    RedshiftPid: pid ?? 0,
    ResultFormat: csv ? 'CSV' : 'JSON',
    ...(parameters === undefined ? {} : { QueryParameters: parameters }),
    ...(sessionId === undefined ? {} : { SessionId: sessionId }),
  };
}

/** @throws Fault ResourceNotFoundException when the batch has no such part */
function describePart({ id, parts, created }: Statement, index: number) {
  const part: Part | undefined = parts[index];
  if (!part) throw new Fault('ResourceNotFoundException', 'Query does not exist.');
  return {
    Id: `${id}:${index + 1}`,
    Status: part.status,
    ...(part.error === undefined ? {} : { Error: part.error }),
    QueryString: part.sql,
    CreatedAt: new Date(part.started ?? created),
    UpdatedAt: new Date(part.updated),
    Duration: nanoseconds(part.durationMs),
    HasResultSet: part.columns !== undefined,
    ResultRows: part.rows,
    ResultSize: part.bytes,
    RedshiftQueryId: -1,
  };
}

function listed(statement: Statement) {
  const { id, name, status, created, updated, parts, batch, parameters, csv, target, sessionId } = statement;
  return {
    Id: id,
    ...(batch ? { QueryStrings: parts.map(({ sql }) => sql) } : { QueryString: parts[0]?.sql }),
    IsBatchStatement: batch,
    Status: status,
    ...(name === undefined ? {} : { StatementName: name }),
    CreatedAt: new Date(created),
    UpdatedAt: new Date(updated),
    ...(parameters === undefined ? {} : { QueryParameters: parameters }),
    ...(target.secretArn === undefined ? {} : { SecretArn: target.secretArn }),
    ResultFormat: csv ? 'CSV' : 'JSON',
    ...(sessionId === undefined ? {} : { SessionId: sessionId }),
  };
}

const nanoseconds = (ms: number) => ms * 1_000_000;
