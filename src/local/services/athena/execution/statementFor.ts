import type { Statement } from '../../../engines/trino/statement.ts';
import { RemoteFailure } from '../../../processes/ipc.ts';
import type { Call } from '../../../server/operation.ts';
import type { AthenaCtx } from '../athenaCtx.ts';
import { invalidRequest } from '../athenaOperation.ts';
import type { Work } from './queryRunner.ts';
import { typeOfStatement, unreadableDdl } from './statementTypes.ts';

interface Request {
  readonly sql: string;
  readonly parameters: readonly string[] | undefined;
  readonly workgroup: string;
}

/**
 * Reads a statement when it is started. What Trino's grammar does not know is refused at once; all else that is wrong
 * with a statement fails its query.
 * @throws Fault InvalidRequestException
 */
export async function statementFor(
  ctx: AthenaCtx,
  request: Request,
  call: Call,
): Promise<{ readonly type: typeof unreadableDdl; readonly work: Work }> {
  const parse = (sql: string, parameters?: readonly string[]): Promise<Statement> =>
    ctx.engine.call('parse', { sql, parameters }, call.signal);
  try {
    const statement = await resolve(ctx, request, call, parse);
    return { type: typeOfStatement(statement), work: { statement } };
  } catch (error) {
    const kind = error instanceof RemoteFailure ? error.failure.details.kind : undefined;
    if (!(error instanceof RemoteFailure) || kind === undefined) throw error;
    if (kind === 'SYNTAX_ERROR' || kind === 'NOT_SUPPORTED') throw invalidRequest(error.message, 'MALFORMED_QUERY');
    return { type: unreadableDdl, work: { failure: error } };
  }
}

/** A statement, or the prepared one that an EXECUTE stands for. */
async function resolve(
  ctx: AthenaCtx,
  { sql, parameters, workgroup }: Request,
  call: Call,
  parse: (sql: string, parameters?: readonly string[]) => Promise<Statement>,
): Promise<Statement> {
  // Values for an EXECUTE belong to the statement that it names.
  if (!/^\s*(--[^\n]*\n\s*|\/\*[\s\S]*?\*\/\s*)*execute\b/i.test(sql)) return await parse(sql, parameters);
  const statement = await parse(sql);
  if (statement.kind !== 'execute') return statement;
  const found = ctx.prepared.find(call.region, workgroup, statement.name);
  if (!found) throw invalidRequest(`PreparedStatement ${statement.name} was not found in workGroup ${workgroup}`);
  return await parse(found.sql, statement.values.length > 0 ? statement.values : (parameters ?? []));
}
