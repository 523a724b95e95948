/** Rows of a query of Athena's, which is in its history as any other. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseS3Uri } from '../../../../core/s3Uri.ts';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import type { Staged } from '../ingestions/extractorApi.ts';
import { IngestionFailure } from '../ingestions/ingestionFailure.ts';

interface Caller {
  readonly region: string;
  readonly signal: AbortSignal;
}

interface Execution {
  readonly QueryExecution: {
    readonly Status: { readonly State: string; readonly StateChangeReason?: string };
    readonly ResultConfiguration: { readonly OutputLocation: string };
  };
}

interface Results {
  readonly ResultSet: {
    readonly ResultSetMetadata: {
      readonly ColumnInfo: readonly { Name: string; Type: string; Precision: number; Scale: number }[];
    };
  };
}

const pollMs = 50;

/** @throws IngestionFailure with Athena's own words, Fault of Athena's */
export async function stageAthena(kernel: Kernel, workgroup: string, sql: string, caller: Caller): Promise<Staged> {
  const asked = { QueryString: sql, WorkGroup: workgroup };
  const started = await kernel.call<{ QueryExecutionId: string }>('athena', 'StartQueryExecution', asked, caller);
  const id = { QueryExecutionId: started.QueryExecutionId };
  const uri = await ended(kernel, id, caller);
  const { ResultSet } = await kernel.call<Results>('athena', 'GetQueryResults', { ...id, MaxResults: 1 }, caller);
  const place = parseS3Uri(uri);
  const object = place && kernel.objects.stat(place.bucket, place.key);
  if (!object) throw new IngestionFailure('S3_FILE_INACCESSIBLE', `The result ${uri} is gone.`);
  const columns = ResultSet.ResultSetMetadata.ColumnInfo.map((each) => ({ name: each.Name, type: duckDbType(each) }));
  return { kind: 'result', file: object.file, columns };
}

/** @returns where the result is */
async function ended(kernel: Kernel, id: { QueryExecutionId: string }, caller: Caller): Promise<string> {
  try {
    for (;;) {
      const { QueryExecution: query } = await kernel.call<Execution>('athena', 'GetQueryExecution', id, caller);
      const { State, StateChangeReason } = query.Status;
      if (State === 'SUCCEEDED') return query.ResultConfiguration.OutputLocation;
      if (State === 'FAILED' || State === 'CANCELLED') throw failure(StateChangeReason ?? `The query was ${State}.`);
      await sleep(pollMs, undefined, { signal: caller.signal });
    }
  } catch (error) {
    if (caller.signal.aborted) {
      const region = { region: caller.region, signal: AbortSignal.timeout(10_000) };
      await kernel.call('athena', 'StopQueryExecution', id, region).catch((fault: unknown) => {
        if (!(fault instanceof Fault)) throw fault;
      });
    }
    throw error;
  }
}

function failure(reason: string): IngestionFailure {
  if (/^(?:TABLE|SCHEMA)_NOT_FOUND/.test(reason)) return new IngestionFailure('SQL_TABLE_NOT_FOUND', reason);
  if (/^COLUMN_NOT_FOUND/.test(reason)) return new IngestionFailure('SQL_SCHEMA_MISMATCH_ERROR', reason);
  return new IngestionFailure('SQL_EXCEPTION', reason);
}

const types: Readonly<Record<string, string>> = {
  bigint: 'BIGINT',
  boolean: 'BOOLEAN',
  date: 'DATE',
  double: 'DOUBLE',
  float: 'FLOAT',
  integer: 'INTEGER',
  real: 'FLOAT',
  smallint: 'SMALLINT',
  timestamp: 'TIMESTAMP',
  'timestamp with time zone': 'TIMESTAMPTZ',
  tinyint: 'TINYINT',
};

function duckDbType({ Type, Precision, Scale }: { Type: string; Precision: number; Scale: number }): string {
  return Type === 'decimal' ? `DECIMAL(${Precision}, ${Scale})` : (types[Type] ?? 'VARCHAR');
}
