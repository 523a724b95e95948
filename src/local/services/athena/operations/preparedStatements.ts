/** https://docs.aws.amazon.com/athena/latest/APIReference/API_PreparedStatement.html */
import { z } from 'zod';
import type { Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import type { AthenaCtx } from '../athenaCtx.ts';
import { athenaOperation, invalidRequest } from '../athenaOperation.ts';
import { pageSize, readToken } from '../paging.ts';
import type { PreparedStatement } from '../state/preparedStatements.ts';

const name = z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_@:]{0,255}$/, 'is not the name of a prepared statement');
const at = { StatementName: name, WorkGroup: z.string().min(1) };
const definition = {
  ...at,
  QueryStatement: z.string().min(1).max(262_144),
  Description: z.string().max(1024).nullish(),
};

export function preparedStatementOperations({ prepared, workgroups }: AthenaCtx): Operations {
  return {
    CreatePreparedStatement: athenaOperation(z.object(definition), (input, call) => {
      workgroups.need(call.region, input.WorkGroup);
      if (prepared.find(call.region, input.WorkGroup, input.StatementName)) {
        throw invalidRequest(`PreparedStatement ${input.StatementName} already exists in workGroup ${input.WorkGroup}`);
      }
      prepared.put(call.region, statementOf(input));
    }),

    GetPreparedStatement: athenaOperation(z.object(at), (input, call) => {
      workgroups.need(call.region, input.WorkGroup);
      return { PreparedStatement: describe(prepared.need(call.region, input.WorkGroup, input.StatementName)) };
    }),

    BatchGetPreparedStatement: athenaOperation(
      z.object({ PreparedStatementNames: z.array(z.string()).min(1).max(50), WorkGroup: z.string().min(1) }),
      (input, call) => {
        workgroups.need(call.region, input.WorkGroup);
        const found = input.PreparedStatementNames.map(
          (each) => [each, prepared.find(call.region, input.WorkGroup, each)] as const,
        );
        return {
          PreparedStatements: found.flatMap(([, statement]) => (statement ? [describe(statement)] : [])),
          UnprocessedPreparedStatementNames: found
            .filter(([, statement]) => !statement)
            .map(([StatementName]) => ({
              StatementName,
              ErrorCode: 'STATEMENT_NOT_FOUND',
              ErrorMessage: `PreparedStatement ${StatementName} was not found in workGroup ${input.WorkGroup}`,
            })),
        };
      },
    ),

    ListPreparedStatements: athenaOperation(z.object({ ...paging, WorkGroup: z.string().min(1) }), (input, call) => {
      workgroups.need(call.region, input.WorkGroup);
      const after = readToken(input.NextToken);
      const all = prepared.in(call.region).all(`${input.WorkGroup}/`);
      const { items, ...next } = takePage(
        all.filter(({ id }) => after === undefined || id > after),
        ({ id }) => id,
        pageSize(input, 50),
      );
      return {
        PreparedStatements: items.map(({ value }) => ({
          StatementName: value.name,
          LastModifiedTime: new Date(value.modified),
        })),
        ...next,
      };
    }),

    UpdatePreparedStatement: athenaOperation(z.object(definition), (input, call) => {
      workgroups.need(call.region, input.WorkGroup);
      prepared.need(call.region, input.WorkGroup, input.StatementName);
      prepared.put(call.region, statementOf(input));
    }),

    DeletePreparedStatement: athenaOperation(z.object(at), (input, call) => {
      workgroups.need(call.region, input.WorkGroup);
      prepared.need(call.region, input.WorkGroup, input.StatementName);
      prepared.delete(call.region, input.WorkGroup, input.StatementName);
    }),
  };
}

function statementOf(input: z.infer<z.ZodObject<typeof definition>>): PreparedStatement {
  return {
    name: input.StatementName,
    workgroup: input.WorkGroup,
    sql: input.QueryStatement,
    ...(input.Description ? { description: input.Description } : {}),
    modified: Date.now(),
  };
}

function describe(statement: PreparedStatement) {
  return {
    StatementName: statement.name,
    QueryStatement: statement.sql,
    WorkGroupName: statement.workgroup,
    ...(statement.description ? { Description: statement.description } : {}),
    LastModifiedTime: new Date(statement.modified),
  };
}
