import type { ItemProcessor } from '../asl.ts';
import { numberField, resultOutcome } from '../dataFlow.ts';
import type { Json } from '../json.ts';
import { emit, type Outcome, type Scope, type Stay } from '../scope.ts';
import { runtimeError } from '../statesError.ts';
import { runTogether } from '../together.ts';
import { runDistributed } from './distributedMap.ts';
import { itemInput, itemsOf } from './mapItems.ts';

/** An inline Map runs this many iterations at once, whatever MaxConcurrency says. */
const mostInline = 40;

/** Runs its processor for every item. */
export async function runMap(stay: Stay): Promise<Outcome> {
  const processor = stay.state.ItemProcessor ?? stay.state.Iterator;
  if (!processor) throw runtimeError('The Map state has no ItemProcessor.');
  if (processor.ProcessorConfig?.Mode === 'DISTRIBUTED') return await runDistributed(stay, processor);
  return await resultOutcome(stay, await runInline(stay, processor));
}

async function runInline(stay: Stay, processor: ItemProcessor): Promise<Json> {
  const { scope, name } = stay;
  const again = stay.resumed && stay.retryCount === 0;
  if (!again) scope.host.frames.dropBelow(`${scope.path}/${name}#`);
  const maxConcurrency = (await numberField(stay, 'MaxConcurrency')) ?? 0;
  const items = await itemsOf(stay);
  const started = again ? scope.last : emit(scope, 'MapStateStarted', { length: items.length });
  const limit = maxConcurrency > 0 ? Math.min(maxConcurrency, mostInline) : mostInline;
  // As on AWS, an iteration that had to wait follows what the one before it did.
  const before: number[] = [];
  const results = await runTogether(
    scope,
    items.length,
    (index, signal, worker) => {
      const iteration: Scope = {
        ...scope,
        path: `${scope.path}/${name}#${index}`,
        outer: scope,
        variables: {},
        last: before[worker] ?? started,
        signal,
        mapItem: { Index: index, Value: items[index]! },
      };
      return {
        scope: iteration,
        run: () =>
          runIteration(stay, processor, iteration, index, items[index]!, (last) => {
            before[worker] = last;
          }),
      };
    },
    limit,
  );
  scope.host.append('MapStateSucceeded', scope.last);
  return results;
}

async function runIteration(
  stay: Stay,
  processor: ItemProcessor,
  iteration: Scope,
  index: number,
  item: Json,
  done: (last: number) => void,
): Promise<Json> {
  const { host } = iteration;
  const left = host.frames.get(iteration.path);
  if (left?.status === 'succeeded') return left.output ?? null;
  const details = { name: stay.name, index };
  if (!left) emit(iteration, 'MapIterationStarted', details);
  try {
    const input = await itemInput(stay, index, item);
    const output = await iteration.runMachine(processor, input, iteration);
    done(iteration.last);
    emit(iteration, 'MapIterationSucceeded', details);
    return output;
  } catch (error) {
    host.append(iteration.signal.aborted ? 'MapIterationAborted' : 'MapIterationFailed', iteration.last, details);
    throw error;
  }
}
