/** https://docs.aws.amazon.com/athena/latest/APIReference/API_NamedQuery.html */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import type { AthenaCtx } from '../athenaCtx.ts';
import { athenaOperation } from '../athenaOperation.ts';
import { pageSize, readToken } from '../paging.ts';
import type { NamedQuery } from '../state/namedQueries.ts';
import { primaryWorkgroup } from '../state/workgroups.ts';

const id = z.string().min(1);
const name = z.string().min(1).max(128);
const description = z.string().max(1024).nullish();
const sql = z.string().min(1).max(262_144);

export function namedQueryOperations({ named, workgroups, kernel }: AthenaCtx): Operations {
  const tokens = (region: string) => kernel.store.collection<string>('athena.namedQueryToken', region);

  return {
    CreateNamedQuery: athenaOperation(
      z.object({
        Name: name,
        Description: description,
        Database: z.string().min(1).max(255),
        QueryString: sql,
        ClientRequestToken: z.string().nullish(),
        WorkGroup: z.string().nullish(),
      }),
      (input, call) => {
        const workgroup = workgroups.need(call.region, input.WorkGroup || primaryWorkgroup).name;
        const token = input.ClientRequestToken;
        const earlier = token ? tokens(call.region).get(token) : undefined;
        if (earlier && named.in(call.region).get(earlier)) return { NamedQueryId: earlier };
        const query: NamedQuery = {
          id: randomUUID(),
          name: input.Name,
          ...(input.Description ? { description: input.Description } : {}),
          database: input.Database,
          sql: input.QueryString,
          workgroup,
        };
        kernel.store.transaction(() => {
          named.in(call.region).put(query.id, query);
          if (token) tokens(call.region).put(token, query.id);
        });
        return { NamedQueryId: query.id };
      },
    ),

    GetNamedQuery: athenaOperation(z.object({ NamedQueryId: id }), (input, call) => ({
      NamedQuery: describe(named.need(call.region, input.NamedQueryId)),
    })),

    BatchGetNamedQuery: athenaOperation(z.object({ NamedQueryIds: z.array(id).min(1).max(50) }), (input, call) => {
      const found = input.NamedQueryIds.map((each) => [each, named.in(call.region).get(each)] as const);
      return {
        NamedQueries: found.flatMap(([, query]) => (query ? [describe(query)] : [])),
        UnprocessedNamedQueryIds: found
          .filter(([, query]) => !query)
          .map(([NamedQueryId]) => ({
            NamedQueryId,
            ErrorCode: 'INTERNAL_FAILURE',
            ErrorMessage: `NamedQuery ${NamedQueryId} was not found`,
          })),
      };
    }),

    ListNamedQueries: athenaOperation(z.object({ ...paging, WorkGroup: z.string().nullish() }), (input, call) => {
      const { name: workgroup } = workgroups.need(call.region, input.WorkGroup || primaryWorkgroup);
      const after = readToken(input.NextToken);
      const { items, ...next } = takePage(
        named.of(call.region, workgroup).filter((query) => after === undefined || query.id > after),
        (query) => query.id,
        pageSize(input, 50),
      );
      return { NamedQueryIds: items.map((query) => query.id), ...next };
    }),

    UpdateNamedQuery: athenaOperation(
      z.object({ NamedQueryId: id, Name: name, Description: description, QueryString: sql }),
      (input, call) => {
        const found = named.need(call.region, input.NamedQueryId);
        named.in(call.region).put(found.id, {
          ...found,
          name: input.Name,
          description: input.Description ?? found.description,
          sql: input.QueryString,
        });
      },
    ),

    DeleteNamedQuery: athenaOperation(z.object({ NamedQueryId: id }), (input, call) => {
      named.need(call.region, input.NamedQueryId);
      named.in(call.region).delete(input.NamedQueryId);
    }),
  };
}

function describe(query: NamedQuery) {
  return {
    NamedQueryId: query.id,
    Name: query.name,
    ...(query.description ? { Description: query.description } : {}),
    Database: query.database,
    QueryString: query.sql,
    WorkGroup: query.workgroup,
  };
}
