/** https://docs.aws.amazon.com/athena/latest/APIReference/API_QueryExecution.html */
import type { Query } from './state/queries.ts';
import { engineVersion } from './state/workgroups.ts';

export function describeQuery(query: Query) {
  const { database, catalog } = query;
  return {
    QueryExecutionId: query.id,
    Query: query.sql,
    StatementType: query.statementType,
    SubstatementType: query.substatementType,
    ResultConfiguration: query.results,
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: false } },
    QueryExecutionContext: {
      ...(database === undefined ? {} : { Database: database }),
      ...(catalog === undefined ? {} : { Catalog: catalog.toLowerCase() }),
    },
    ...(query.parameters ? { ExecutionParameters: query.parameters } : {}),
    Status: {
      State: query.state,
      ...(query.reason === undefined ? {} : { StateChangeReason: query.reason }),
      SubmissionDateTime: new Date(query.submitted),
      ...(query.completed === undefined ? {} : { CompletionDateTime: new Date(query.completed) }),
      ...(query.error ? { AthenaError: query.error } : {}),
    },
    Statistics: statisticsOf(query),
    WorkGroup: query.workgroup,
    EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: engineVersion },
  };
}

/** In milliseconds, and bytes. */
function statisticsOf(query: Query) {
  const { submitted, started, completed } = query;
  const end = completed ?? Date.now();
  return {
    EngineExecutionTimeInMillis: completed === undefined ? runningFor(query, end) : query.engineMs,
    DataScannedInBytes: query.scannedBytes,
    TotalExecutionTimeInMillis: end - submitted,
    QueryQueueTimeInMillis: (started ?? end) - submitted,
    ServicePreProcessingTimeInMillis: 0,
    QueryPlanningTimeInMillis: query.planningMs,
    ServiceProcessingTimeInMillis: 0,
    ResultReuseInformation: { ReusedPreviousResult: false },
    ...(query.manifest === undefined ? {} : { DataManifestLocation: query.manifest }),
  };
}

function runningFor({ started }: Query, end: number): number {
  return started === undefined ? 0 : end - started;
}

/** https://docs.aws.amazon.com/athena/latest/APIReference/API_QueryRuntimeStatistics.html */
export function runtimeStatistics(query: Query) {
  const {
    ResultReuseInformation: _,
    DataManifestLocation: __,
    DataScannedInBytes: ___,
    ...times
  } = statisticsOf(query);
  return {
    Timeline: times,
    Rows: { OutputRows: query.outputRows ?? 0, OutputBytes: query.outputBytes ?? 0, InputBytes: query.scannedBytes },
  };
}
