/** https://docs.aws.amazon.com/athena/latest/APIReference/API_GetQueryResults.html */
import { z } from 'zod';
import type { Operations } from '../../../server/operation.ts';
import { paging, writePageToken } from '../../../server/pageToken.ts';
import type { AthenaCtx } from '../athenaCtx.ts';
import { athenaOperation, invalidRequest } from '../athenaOperation.ts';
import { checkOutputLocation } from '../outputLocation.ts';
import { pageSize, readToken } from '../paging.ts';
import { readResultCsv } from '../readResultCsv.ts';
import { readResultLines } from '../readResultLines.ts';
import type { Query } from '../state/queries.ts';

const most = 1000;

export function resultOperations({ queries, kernel }: AthenaCtx): Operations {
  /** The object that holds the result, which may have been deleted. @throws Fault InvalidRequestException */
  const fileOf = ({ results }: Query): string => {
    const { bucket, key } = checkOutputLocation(results.OutputLocation);
    const object = kernel.objects.stat(bucket, key);
    if (!object) throw invalidRequest('Could not find results');
    return object.file;
  };

  return {
    GetQueryResults: athenaOperation(
      z.object({ QueryExecutionId: z.string().min(1), QueryResultType: z.string().nullish(), ...paging }),
      async (input, call) => {
        const query = queries.need(call.region, input.QueryExecutionId);
        if (query.state !== 'SUCCEEDED') {
          const words =
            query.state === 'FAILED' || query.state === 'CANCELLED'
              ? `Query did not finish successfully. Final query state: ${query.state}`
              : `Query has not yet finished. Current state: ${query.state}`;
          throw invalidRequest(words, 'INVALID_QUERY_EXECUTION_STATE');
        }
        const limit = pageSize(input, most);
        const from = Number(readToken(input.NextToken) ?? 0);
        const read = query.form === 'csv' ? readResultCsv : readResultLines;
        const page =
          query.form === 'none' ? { rows: [], next: undefined } : await read(fileOf(query), from, limit, call.signal);
        return {
          UpdateCount: query.updateCount ?? 0,
          ResultSet: {
            Rows: page.rows.map((row) => ({
              Data: row.map((value) => (value === null ? {} : { VarCharValue: value })),
            })),
            ResultSetMetadata: { ColumnInfo: query.columns },
          },
          ...(page.next === undefined ? {} : { NextToken: writePageToken(String(page.next)) }),
        };
      },
    ),
  };
}
