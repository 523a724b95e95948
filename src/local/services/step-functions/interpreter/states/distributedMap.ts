/** Map in distributed mode; https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html. */
import type { ItemProcessor } from '../asl.ts';
import { effectiveInput, numberField, numberOf, resultOutcome } from '../dataFlow.ts';
import type { MapRunResult } from '../host.ts';
import type { Json, JsonObject } from '../json.ts';
import { fillJsonata } from '../jsonata.ts';
import { fillTemplate } from '../payloadTemplate.ts';
import { emit, jsonataRoots, type Outcome, pathRoots, type Stay } from '../scope.ts';
import { StatesError } from '../statesError.ts';
import { itemInput, itemsOf } from './mapItems.ts';

/** AWS runs up to 10,000 children at once; one machine is better served by fewer. */
const mostChildren = 64;

export async function runDistributed(stay: Stay, processor: ItemProcessor): Promise<Outcome> {
  const { scope, state, name } = stay;
  const path = `${scope.path}/${name}#`;
  const again = stay.resumed && stay.retryCount === 0;
  if (!again) scope.host.frames.dropBelow(path);
  const maxConcurrency = (await numberField(stay, 'MaxConcurrency')) ?? 0;
  const given = state.ItemReader ? [] : await itemsOf(stay);
  if (!again) emit(scope, 'MapStateStarted', { length: given.length });
  const toleratedCount = (await numberField(stay, 'ToleratedFailureCount')) ?? 0;
  const toleratedPercentage = (await numberField(stay, 'ToleratedFailurePercentage')) ?? 0;
  const items = state.ItemReader ? await readItems(stay) : given;
  const inputs = await childInputs(stay, items);
  const mapRun = scope.host.startMapRun({
    stateName: name,
    label: state.Label ?? name,
    total: inputs.length,
    maxConcurrency,
    toleratedCount,
    toleratedPercentage,
    path,
    resumed: again,
    machine: processor,
  });
  emit(scope, again ? 'MapRunRedriven' : 'MapRunStarted', { mapRunArn: mapRun.arn });
  const limit = maxConcurrency > 0 ? Math.min(maxConcurrency, mostChildren) : mostChildren;
  const stop = new AbortController();
  const signal = AbortSignal.any([scope.signal, stop.signal]);
  const tolerated = Math.max(toleratedCount, Math.floor((inputs.length * toleratedPercentage) / 100));
  const results = await runChildren(
    inputs,
    limit,
    signal,
    (index, input) => mapRun.runChild(index, input, signal),
    () => {
      stop.abort(new Error('The tolerated failure threshold was exceeded.'));
    },
    tolerated,
  );
  if (scope.signal.aborted) {
    mapRun.finish('ABORTED');
    scope.signal.throwIfAborted();
  }
  const output = await writeResults(stay, mapRun.arn, results).catch((error: unknown) => {
    mapRun.finish('FAILED');
    throw error;
  });
  if (stop.signal.aborted) {
    mapRun.finish('FAILED');
    const error = new StatesError(
      'States.ExceedToleratedFailureThreshold',
      'The specified tolerated failure threshold was exceeded',
    );
    emit(scope, 'MapRunFailed', { error: error.error, cause: error.errorCause });
    throw error;
  }
  mapRun.finish('SUCCEEDED');
  emit(scope, 'MapRunSucceeded');
  scope.host.append('MapStateSucceeded', scope.last);
  return await resultOutcome(stay, output);
}

async function runChildren(
  inputs: readonly Json[],
  limit: number,
  signal: AbortSignal,
  run: (index: number, input: Json) => Promise<MapRunResult>,
  exceed: () => void,
  tolerated: number,
): Promise<MapRunResult[]> {
  const results: MapRunResult[] = [];
  let next = 0;
  let failed = 0;
  const worker = async () => {
    while (next < inputs.length && !signal.aborted) {
      const index = next++;
      const result = await run(index, inputs[index]!);
      results[index] = result;
      if (result.status === 'failed' && ++failed > tolerated) exceed();
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, inputs.length) }, worker));
  return results.filter((each) => each !== undefined);
}

async function readItems(stay: Stay): Promise<Json[]> {
  const reader = stay.state.ItemReader!;
  const parameters = await filled(stay, reader.Arguments ?? reader.Parameters ?? {}, 'ItemReader/Arguments');
  const config = reader.ReaderConfig;
  const maxItems = await numberOf(stay, config?.MaxItems, config?.MaxItemsPath, 'MaxItems');
  return await stay.scope.host.readItems(reader, parameters, maxItems ?? 100_000_000, stay.scope.signal);
}

async function childInputs(stay: Stay, items: readonly Json[]): Promise<Json[]> {
  const selected: Json[] = [];
  for (const [index, item] of items.entries()) selected.push(await itemInput(stay, index, item));
  const batcher = stay.state.ItemBatcher;
  if (!batcher) return selected;
  const most = (await numberOf(stay, batcher.MaxItemsPerBatch, batcher.MaxItemsPerBatchPath, 'MaxItemsPerBatch')) ?? 0;
  const mostBytes =
    (await numberOf(stay, batcher.MaxInputBytesPerBatch, batcher.MaxInputBytesPerBatchPath, 'MaxInputBytesPerBatch')) ??
    0;
  const batchInput = batcher.BatchInput && (await filled(stay, batcher.BatchInput, 'ItemBatcher/BatchInput'));
  return batchesOf(selected, most || Number.POSITIVE_INFINITY, mostBytes || 256 * 1024).map((Items) => ({
    Items,
    ...(batchInput === undefined ? {} : { BatchInput: batchInput }),
  }));
}

/** Items in order, in batches that keep both limits; an item larger than the limit is a batch of its own. */
export function batchesOf(items: readonly Json[], most: number, mostBytes: number): Json[][] {
  const batches: Json[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item));
    const batch = batches.at(-1);
    if (batch && batch.length < most && bytes + size <= mostBytes) {
      batch.push(item);
      bytes += size;
    } else {
      batches.push([item]);
      bytes = size;
    }
  }
  return batches;
}

/** The outputs in order, or the place where ResultWriter put them. */
async function writeResults(stay: Stay, mapRunArn: string, results: readonly MapRunResult[]): Promise<Json> {
  const writer = stay.state.ResultWriter;
  if (!writer) return results.map((each) => each.output);
  const parameters = await filled(stay, writer.Arguments ?? writer.Parameters ?? {}, 'ResultWriter/Arguments');
  return await stay.scope.host.writeResults(writer, parameters, mapRunArn, results, stay.scope.signal);
}

async function filled(stay: Stay, template: Json, field: string): Promise<Json> {
  if (stay.language === 'JSONata') return await fillJsonata(template, jsonataRoots(stay), field);
  return fillTemplate(template as JsonObject, pathRoots(stay, effectiveInput(stay)));
}
