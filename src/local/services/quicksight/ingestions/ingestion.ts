/** An import of a data set's rows: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_Ingestion.html */
import type { Kernel } from '../../../kernel.ts';
import type { Call } from '../../../server/operation.ts';
import type { Collection } from '../../../state/store.ts';
import { dataSetArn } from '../data-sets/dataSet.ts';
import { notFound } from '../quickSightOperation.ts';
import type { ErrorInfo } from './ingestionFailure.ts';

export type IngestionStatus = 'INITIALIZED' | 'QUEUED' | 'RUNNING' | 'FAILED' | 'COMPLETED' | 'CANCELLED';

export interface Ingestion {
  readonly id: string;
  readonly dataSetId: string;
  readonly status: IngestionStatus;
  readonly source: 'MANUAL' | 'SCHEDULED';
  readonly type: 'INITIAL_INGESTION' | 'EDIT' | 'FULL_REFRESH';
  /** Milliseconds. */
  readonly created: number;
  readonly started?: number | undefined;
  readonly ended?: number | undefined;
  readonly rows?: { readonly ingested: number; readonly dropped: number } | undefined;
  readonly bytes?: number | undefined;
  /** The one that it waits for. */
  readonly waitsFor?: string | undefined;
  readonly error?: ErrorInfo | undefined;
}

/** Older ones are forgotten, of each data set. */
const mostKept = 200;

/** Ingestions of a region, by data set and id. */
export function ingestionsIn(kernel: Kernel, region: string): Collection<Ingestion> {
  return kernel.store.collection<Ingestion>('quicksight.ingestion', region);
}

export function keyOf(dataSetId: string, id: string): string {
  return `${dataSetId}/${id}`;
}

/** The newest first. */
export function ingestionsOf(kernel: Kernel, region: string, dataSetId: string): Ingestion[] {
  return [...ingestionsIn(kernel, region).all(`${dataSetId}/`)]
    .map(({ value }) => value)
    .sort((a, b) => b.created - a.created);
}

/** @throws Fault ResourceNotFoundException */
export function needIngestion(kernel: Kernel, region: string, dataSetId: string, id: string): Ingestion {
  const found = ingestionsIn(kernel, region).get(keyOf(dataSetId, id));
  if (!found) throw notFound('INGESTION', `Ingestion ${id} of the data set ${dataSetId} is not found`);
  return found;
}

/** @returns the ingestion as it is now; undefined where it has gone with its data set */
export function changeIngestion(
  kernel: Kernel,
  region: string,
  { dataSetId, id }: Pick<Ingestion, 'dataSetId' | 'id'>,
  changes: Partial<Ingestion>,
): Ingestion | undefined {
  const key = keyOf(dataSetId, id);
  const found = ingestionsIn(kernel, region).get(key);
  if (!found) return undefined;
  const changed = { ...found, ...changes };
  ingestionsIn(kernel, region).put(key, changed);
  return changed;
}

export function forgetOld(kernel: Kernel, region: string, dataSetId: string): void {
  for (const { id } of ingestionsOf(kernel, region, dataSetId).slice(mostKept)) {
    ingestionsIn(kernel, region).delete(keyOf(dataSetId, id));
  }
}

export function hasEnded({ status }: Pick<Ingestion, 'status'>): boolean {
  return status === 'FAILED' || status === 'COMPLETED' || status === 'CANCELLED';
}

export function ingestionArn(call: Pick<Call, 'region' | 'accountId'>, dataSetId: string, id: string): string {
  return `${dataSetArn(call, dataSetId)}/ingestion/${id}`;
}

/** @param total rows of the data set as it is now */
export function describeIngestion(ingestion: Ingestion, total: number, call: Pick<Call, 'region' | 'accountId'>) {
  const { id, dataSetId, started, ended, rows, bytes, waitsFor, error } = ingestion;
  return {
    Arn: ingestionArn(call, dataSetId, id),
    IngestionId: id,
    IngestionStatus: ingestion.status,
    ...(error === undefined ? {} : { ErrorInfo: error }),
    ...(rows === undefined
      ? {}
      : { RowInfo: { RowsIngested: rows.ingested, RowsDropped: rows.dropped, TotalRowsInDataset: total } }),
    ...(ingestion.status === 'QUEUED' && waitsFor !== undefined
      ? { QueueInfo: { WaitingOnIngestion: waitsFor, QueuedIngestion: id } }
      : {}),
    CreatedTime: new Date(ingestion.created),
    ...(started === undefined || ended === undefined
      ? {}
      : { IngestionTimeInSeconds: Math.round((ended - started) / 1000) }),
    ...(bytes === undefined ? {} : { IngestionSizeInBytes: bytes }),
    RequestSource: ingestion.source,
    RequestType: ingestion.type,
  };
}
