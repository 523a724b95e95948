/** Ingestions as runs: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_Ingestion.html */
import { randomUUID } from 'node:crypto';
import {
  CancelIngestionCommand,
  CreateIngestionCommand,
  DescribeIngestionCommand,
  type Ingestion,
  ListDataSetsCommand,
  ListIngestionsCommand,
} from '@aws-sdk/client-quicksight';
import { AppError } from '../../core/appError.ts';
import { formatBytes, formatNumber } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { NodeState } from '../../core/pipeline-map/pipelineMap.ts';
import { isFinal, type Run, type RunId, type RunRef, type RunState } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { runsOfParents } from '../../platform/runs/runsOfParents.ts';
import { quickSightOf } from './quickSightApi.ts';

const states: Readonly<Record<string, RunState>> = {
  INITIALIZED: 'queued',
  QUEUED: 'queued',
  RUNNING: 'running',
  COMPLETED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'stopped',
};

export function stateOf(ingestion: Pick<Ingestion, 'IngestionStatus'>): RunState {
  return states[ingestion.IngestionStatus ?? ''] ?? 'running';
}

function refOf(dataSet: string, id: string): RunRef {
  return { service: 'quicksight', id: id as RunId, of: { kind: 'quicksight.data-set', path: [dataSet] } };
}

/** Reads all rows of a data set again. */
export async function startIngestion(ctx: Ctx, DataSetId: string, signal: AbortSignal): Promise<RunRef> {
  const { client, account } = await quickSightOf(ctx, signal);
  // An id of our own: sent twice, it is one ingestion.
  const IngestionId = `strata-${randomUUID()}`;
  const input = { ...account, DataSetId, IngestionId, IngestionType: 'FULL_REFRESH' as const };
  await client.send(new CreateIngestionCommand(input), { abortSignal: signal });
  return refOf(DataSetId, IngestionId);
}

export async function cancelIngestion(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<void> {
  const { client, account } = await quickSightOf(ctx, signal);
  const input = { ...account, DataSetId: ref.of.path[0] ?? '', IngestionId: ref.id };
  await client.send(new CancelIngestionCommand(input), { abortSignal: signal });
}

async function ingestionsOf(ctx: Ctx, DataSetId: string, request: PageRequest, signal: AbortSignal) {
  const { client, account } = await quickSightOf(ctx, signal);
  const token = request.token === undefined ? {} : { NextToken: request.token };
  const input = { ...account, DataSetId, MaxResults: Math.min(request.limit, 100), ...token };
  const page = await client.send(new ListIngestionsCommand(input), { abortSignal: signal });
  return pageOf(page.Ingestions ?? [], page.NextToken);
}

export async function lastIngestion(ctx: Ctx, dataSet: string, signal: AbortSignal): Promise<Ingestion | undefined> {
  return (await ingestionsOf(ctx, dataSet, { limit: 1 }, signal)).items[0];
}

/** Newest first. Without a data set: one page of data sets with the newest ingestions of each. */
export async function listIngestions(
  ctx: Ctx,
  request: PageRequest & { readonly of?: NodeAddress },
  signal: AbortSignal,
): Promise<Page<Run>> {
  if (request.of) {
    const dataSet = request.of.path[0] ?? '';
    const page = await ingestionsOf(ctx, dataSet, request, signal);
    return pageOf(
      page.items.map((each) => toRun(ctx, dataSet, dataSet, each)),
      page.next,
    );
  }
  const { client, account } = await quickSightOf(ctx, signal);
  const token = request.token === undefined ? {} : { NextToken: request.token };
  const command = new ListDataSetsCommand({ ...account, MaxResults: 25, ...token });
  const sets = await client.send(command, { abortSignal: signal });
  const imported = (sets.DataSetSummaries ?? []).filter(({ ImportMode }) => ImportMode === 'SPICE');
  return await runsOfParents(pageOf(imported, sets.NextToken), request.limit, async ({ DataSetId = '', Name }) => {
    const { items } = await ingestionsOf(ctx, DataSetId, { limit: 5 }, signal);
    return items.map((each) => toRun(ctx, DataSetId, Name ?? DataSetId, each));
  });
}

/** @throws AppError `not-found` when QuickSight no longer knows the ingestion */
export async function describeRun(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<Run> {
  const { client, account } = await quickSightOf(ctx, signal);
  const DataSetId = ref.of.path[0] ?? '';
  const command = new DescribeIngestionCommand({ ...account, DataSetId, IngestionId: ref.id });
  const { Ingestion: found } = await client.send(command, { abortSignal: signal });
  if (!found) throw new AppError('not-found', t('The data set {0} has no refresh {1}.', DataSetId, ref.id));
  return toRun(ctx, DataSetId, DataSetId, found);
}

function toRun(ctx: Ctx, dataSet: string, title: string, ingestion: Ingestion): Run {
  const state = interrupted(ingestion) ? 'interrupted' : stateOf(ingestion);
  const startedAt = ingestion.CreatedTime?.getTime();
  const seconds = ingestion.IngestionTimeInSeconds;
  const { RowInfo: rows, ErrorInfo: error } = ingestion;
  const fact = (label: string, value: string | undefined) => (value === undefined ? [] : [{ label, value }]);
  const count = (value: number | undefined) => (value === undefined ? undefined : formatNumber(value));
  return {
    ref: refOf(dataSet, ingestion.IngestionId ?? ''),
    title,
    state,
    stateLabel: ingestion.IngestionStatus ?? '',
    engine: ctx.connection.kind === 'local' ? t('Local extract (DuckDB)') : 'SPICE',
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(startedAt === undefined || seconds === undefined || !isFinal(state)
      ? {}
      : { endedAt: startedAt + seconds * 1000 }),
    ...(error && state !== 'stopped'
      ? { error: { ...(error.Type ? { name: error.Type } : {}), message: error.Message ?? '' } }
      : {}),
    facts: [
      ...fact(t('Rows'), count(rows?.RowsIngested)),
      ...fact(t('Rows left out'), rows?.RowsDropped ? count(rows.RowsDropped) : undefined),
      ...fact(t('Size'), ingestion.IngestionSizeInBytes ? formatBytes(ingestion.IngestionSizeInBytes) : undefined),
      ...fact(t('Asked for by'), ingestion.RequestSource === 'SCHEDULED' ? t('its schedule') : undefined),
      ...fact(t('Kind'), ingestion.RequestType),
      ...fact(t('Waits for'), ingestion.QueueInfo?.WaitingOnIngestion),
    ],
  };
}

/** The local endpoint says so of what it did not live to see the end of. */
function interrupted({ ErrorInfo: error }: Ingestion): boolean {
  return error?.Type === 'INTERNAL_SERVICE_ERROR' && error.Message?.includes('was interrupted') === true;
}

/** What the pipeline map shows of data sets. */
export async function* factsOf(
  ctx: Ctx,
  of: readonly NodeAddress[],
  signal: AbortSignal,
): AsyncGenerator<readonly [NodeAddress, NodeState]> {
  for (const address of of) {
    const dataSet = address.path[0] ?? '';
    try {
      const last = await lastIngestion(ctx, dataSet, signal);
      if (last) yield [address, stateFacts(ctx, dataSet, last)];
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
      yield [address, { missing: true }];
    }
  }
}

function stateFacts(ctx: Ctx, dataSet: string, last: Ingestion): NodeState {
  const { ref, state, startedAt, error } = toRun(ctx, dataSet, dataSet, last);
  const rows = last.RowInfo?.TotalRowsInDataset;
  return {
    ...{ state, run: ref },
    ...(startedAt === undefined ? {} : { at: startedAt }),
    ...(rows === undefined ? {} : { rows }),
    ...(last.IngestionSizeInBytes === undefined ? {} : { bytes: last.IngestionSizeInBytes }),
    ...(error === undefined ? {} : { error: error.message }),
  };
}
