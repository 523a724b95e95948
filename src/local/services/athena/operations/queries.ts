/** https://docs.aws.amazon.com/athena/latest/APIReference/API_StartQueryExecution.html and its kin */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Call, Operations } from '../../../server/operation.ts';
import { paging, writePageToken } from '../../../server/pageToken.ts';
import type { AthenaCtx } from '../athenaCtx.ts';
import { athenaOperation, invalidRequest } from '../athenaOperation.ts';
import { describeQuery, runtimeStatistics } from '../describeQuery.ts';
import { statementFor } from '../execution/statementFor.ts';
import { below, checkOutputLocation, effectiveResults } from '../outputLocation.ts';
import { pageSize, readToken } from '../paging.ts';
import type { Query } from '../state/queries.ts';
import { primaryWorkgroup, type Workgroup } from '../state/workgroups.ts';
import { resultConfiguration } from './workgroups.ts';

const id = z.string().min(1).max(128);
const start = z.object({
  QueryString: z.string().min(1).max(262_144),
  ClientRequestToken: z.string().min(32).max(128).nullish(),
  QueryExecutionContext: z
    .object({ Database: z.string().max(255).nullish(), Catalog: z.string().max(256).nullish() })
    .nullish(),
  ResultConfiguration: resultConfiguration.nullish(),
  WorkGroup: z.string().nullish(),
  ExecutionParameters: z.array(z.string().min(1).max(1024)).nullish(),
  ResultReuseConfiguration: z.unknown().optional(),
  EngineConfiguration: z.unknown().optional(),
});

export function queryOperations(ctx: AthenaCtx): Operations {
  const { queries, workgroups, runner } = ctx;

  return {
    StartQueryExecution: athenaOperation(start, async (input, call) => {
      const workgroup = workgroups.need(call.region, input.WorkGroup || primaryWorkgroup);
      if (workgroup.state === 'DISABLED') throw invalidRequest(`WorkGroup ${workgroup.name} is disabled.`);
      const { ClientRequestToken: token = randomUUID(), ...asked } = input;
      const request = JSON.stringify(asked);
      const earlier = () => sameRequest(queries.byToken(call.region, token ?? ''), request);
      const known = earlier();
      if (known) return { QueryExecutionId: known.id };
      const parts = await partsOf(ctx, input, workgroup, call);
      // The same request may have come again while this one's statement was read.
      const meanwhile = earlier();
      if (meanwhile) return { QueryExecutionId: meanwhile.id };
      const query: Query = { ...parts.query, request };
      queries.insert(query, token ?? query.id);
      runner.start(query, parts.work);
      return { QueryExecutionId: query.id };
    }),

    GetQueryExecution: athenaOperation(z.object({ QueryExecutionId: id }), (input, call) => ({
      QueryExecution: describeQuery(queries.need(call.region, input.QueryExecutionId)),
    })),

    BatchGetQueryExecution: athenaOperation(
      z.object({ QueryExecutionIds: z.array(id).min(1).max(50) }),
      (input, call) => {
        const found = input.QueryExecutionIds.map((each) => [each, queries.find(call.region, each)] as const);
        return {
          QueryExecutions: found.flatMap(([, query]) => (query ? [describeQuery(query)] : [])),
          UnprocessedQueryExecutionIds: found
            .filter(([, query]) => !query)
            .map(([QueryExecutionId]) => ({
              QueryExecutionId,
              ErrorCode: 'INTERNAL_FAILURE',
              ErrorMessage: `QueryExecution ${QueryExecutionId} was not found`,
            })),
        };
      },
    ),

    ListQueryExecutions: athenaOperation(z.object({ ...paging, WorkGroup: z.string().nullish() }), (input, call) => {
      const { name } = workgroups.need(call.region, input.WorkGroup || primaryWorkgroup);
      const limit = pageSize(input, 50);
      const before = Number(readToken(input.NextToken) ?? Number.MAX_SAFE_INTEGER);
      const rows = queries.page(call.region, name, before, limit + 1);
      const page = rows.slice(0, limit);
      return {
        QueryExecutionIds: page.map((row) => row.id),
        ...(rows.length > limit ? { NextToken: writePageToken(String(page.at(-1)?.seq)) } : {}),
      };
    }),

    StopQueryExecution: athenaOperation(z.object({ QueryExecutionId: id }), async (input, call) => {
      await runner.stop(queries.need(call.region, input.QueryExecutionId));
    }),

    GetQueryRuntimeStatistics: athenaOperation(z.object({ QueryExecutionId: id }), (input, call) => ({
      QueryRuntimeStatistics: runtimeStatistics(queries.need(call.region, input.QueryExecutionId)),
    })),
  };
}

/** @throws Fault InvalidRequestException when the token was used for something else */
function sameRequest(earlier: Query | undefined, request: string): Query | undefined {
  if (!earlier || earlier.request === request) return earlier;
  throw invalidRequest('Idempotent parameters do not match');
}

async function partsOf(ctx: AthenaCtx, input: z.infer<typeof start>, workgroup: Workgroup, call: Call) {
  const results = effectiveResults(workgroup, input.ResultConfiguration ?? undefined);
  const { bucket } = checkOutputLocation(results.OutputLocation);
  if (!ctx.kernel.objects.bucketExists(bucket)) throw invalidRequest(`Unable to verify/create output bucket ${bucket}`);
  const sql = input.QueryString;
  const parameters = input.ExecutionParameters ?? undefined;
  const { type, work } = await statementFor(ctx, { sql, parameters, workgroup: workgroup.name }, call);
  const queryId = randomUUID();
  const name = {
    csv: `${queryId}.csv`,
    text: `${queryId}.txt`,
    none: type.subtype === 'CREATE_TABLE_AS_SELECT' ? `tables/${queryId}` : queryId,
  }[type.form];
  const context = input.QueryExecutionContext;
  const query: Omit<Query, 'request'> = {
    id: queryId,
    region: call.region,
    workgroup: workgroup.name,
    sql,
    ...(context?.Catalog ? { catalog: context.Catalog } : {}),
    ...(context?.Database ? { database: context.Database } : {}),
    ...(parameters ? { parameters } : {}),
    results: { ...results, OutputLocation: below(results.OutputLocation, name) },
    outputFolder: results.OutputLocation,
    enforced: workgroup.configuration.EnforceWorkGroupConfiguration,
    mostBytes: workgroup.configuration.BytesScannedCutoffPerQuery,
    statementType: type.type,
    substatementType: type.subtype,
    state: 'QUEUED',
    submitted: Date.now(),
    scannedBytes: 0,
    planningMs: 0,
    engineMs: 0,
    form: type.form,
    columns: [],
  };
  return { query, work };
}
