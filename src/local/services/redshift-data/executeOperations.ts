/** https://docs.aws.amazon.com/redshift-data/latest/APIReference/API_BatchExecuteStatement.html and its kin */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Fault, validationFault } from '../../server/fault.ts';
import { type Call, type Operations, operation } from '../../server/operation.ts';
import type { DataApi } from './dataApi.ts';
import { findTarget } from './findTarget.ts';
import { type Execution, execution, partOfId, statementId } from './inputs.ts';
import { checkParameters } from './parameters.ts';
import { hasEnded, mostSqlBytes, type Part, type Statement, type Target } from './statement.ts';

/** As many as the Data API lets run and wait. */
const mostActive = 500;

export function executeOperations(api: DataApi): Operations {
  return {
    ExecuteStatement: operation(z.object({ ...execution, Sql: z.string().min(1) }), async (input, call) => {
      const { Sql, ...rest } = input;
      return await submit(api, [Sql], { batch: false, autoCommit: false }, rest, call);
    }),

    BatchExecuteStatement: operation(
      z.object({
        ...execution,
        Sqls: z.array(z.string().min(1)).min(1).max(40),
        ExecutionMode: z.enum(['TRANSACTION', 'AUTO_COMMIT']).nullish(),
      }),
      async (input, call) => {
        const { Sqls, ExecutionMode, ...rest } = input;
        return await submit(api, Sqls, { batch: true, autoCommit: ExecutionMode === 'AUTO_COMMIT' }, rest, call);
      },
    ),

    CancelStatement: operation(z.object({ Id: statementId }), async (input, call) => {
      const { id, part } = partOfId(input.Id);
      const statement = api.statements.need(call.region, id);
      if (part !== undefined) throw validationFault('A statement of a batch cannot be cancelled by itself.');
      if (!(await api.runner.cancel(statement.id))) {
        const { status } = api.statements.need(call.region, id);
        throw validationFault(`Could not cancel a query that is already in ${status} state with ID: ${id}`);
      }
      return { Status: true };
    }),
  };
}

/** Takes a request down and starts it; the same one again gives the statement that is there. */
async function submit(
  api: DataApi,
  sqls: readonly string[],
  how: Pick<Statement, 'batch' | 'autoCommit'>,
  input: Execution,
  call: Call,
) {
  const { ClientToken, WaitTimeSeconds, ...asked } = input;
  const request = JSON.stringify({ sqls, how, asked });
  const token = ClientToken ?? randomUUID();
  const earlier = () => sameRequest(api.statements.byToken(call.region, token), request);
  const statement = earlier() ?? (await create());
  if (WaitTimeSeconds) await api.runner.wait(statement.id, WaitTimeSeconds * 1000, call.signal);
  return answerOf(
    WaitTimeSeconds ? api.statements.need(call.region, statement.id) : statement,
    WaitTimeSeconds != null,
  );

  async function create(): Promise<Statement> {
    checkSql(sqls);
    if (input.Parameters) checkParameters(sqls, input.Parameters);
    if (api.statements.active() >= mostActive) {
      throw new Fault(
        'ActiveStatementsExceededException',
        `Active statements exceeded the allowed quota (${mostActive}).`,
      );
    }
    const found = input.SessionId ? undefined : await findTarget(api.kernel, input, call);
    // The same request may have come again while the cluster was looked for.
    const meanwhile = earlier();
    if (meanwhile) return meanwhile;
    const { target, sessionId } = sessionFor(api, found, input, call);
    const made = newStatement(sqls, how, input, { target, sessionId, request, region: call.region });
    try {
      api.statements.insert(made, token);
    } catch (error) {
      if (sessionId !== undefined) api.sessions.release(sessionId);
      throw error;
    }
    if (sessionId !== undefined) api.sessions.runs(sessionId, made.id);
    api.runner.start(made);
    return made;
  }
}

/** @throws Fault ValidationException when the token was used for something else */
function sameRequest(earlier: Statement | undefined, request: string): Statement | undefined {
  if (!earlier || earlier.request === request) return earlier;
  throw validationFault('The ClientToken was used for another request.');
}

function checkSql(sqls: readonly string[]): void {
  for (const sql of sqls) {
    if (sql.trim() === '') throw validationFault('Sql must not be blank.');
    if (Buffer.byteLength(sql) > mostSqlBytes) throw validationFault('The SQL statement is larger than 100 KB.');
  }
}

/** @param found where it runs, when no session says so */
function sessionFor(
  { sessions }: DataApi,
  found: Target | undefined,
  input: Execution,
  call: Call,
): { readonly target: Target; readonly sessionId: string | undefined } {
  const seconds = input.SessionKeepAliveSeconds ?? undefined;
  if (found) {
    const sessionId = seconds ? sessions.create(call.region, found, seconds) : undefined;
    return { target: found, sessionId };
  }
  const { ClusterIdentifier, WorkgroupName, Database, DbUser, SecretArn } = input;
  if (ClusterIdentifier || WorkgroupName || Database || DbUser || SecretArn) {
    throw validationFault('With a SessionId, no cluster, workgroup, database, user or secret can be specified.');
  }
  const sessionId = input.SessionId ?? '';
  return { target: sessions.take(call.region, sessionId, seconds), sessionId };
}

function newStatement(
  sqls: readonly string[],
  how: Pick<Statement, 'batch' | 'autoCommit'>,
  input: Execution,
  rest: Pick<Statement, 'target' | 'sessionId' | 'request' | 'region'>,
): Statement {
  const now = Date.now();
  return {
    ...rest,
    ...how,
    id: randomUUID(),
    parts: sqls.map((sql): Part => ({ sql, status: 'SUBMITTED', updated: now, durationMs: 0, rows: -1, bytes: -1 })),
    parameters: input.Parameters ?? undefined,
    name: input.StatementName ?? undefined,
    withEvent: input.WithEvent === true,
    csv: input.ResultFormat?.toUpperCase() === 'CSV',
    keepAliveSeconds: input.SessionKeepAliveSeconds ?? undefined,
    status: 'SUBMITTED',
    created: now,
    updated: now,
  };
}

/** @param waited the answer tells how far it has come */
function answerOf({ id, created, target, sessionId, status, pid, parts }: Statement, waited: boolean) {
  return {
    Id: id,
    CreatedAt: new Date(created),
    Database: target.database,
    ...(target.cluster === undefined ? {} : { ClusterIdentifier: target.cluster }),
    ...(target.workgroup === undefined ? {} : { WorkgroupName: target.workgroup }),
    ...(target.secretArn === undefined ? { DbUser: target.user } : { SecretArn: target.secretArn }),
    ...(sessionId === undefined ? {} : { SessionId: sessionId }),
    ...(waited ? { Status: status, RedshiftPid: pid } : {}),
    ...(waited && hasEnded(status) ? { HasResultSet: parts.some(({ columns }) => columns !== undefined) } : {}),
  };
}
