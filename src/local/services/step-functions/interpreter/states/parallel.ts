import { payloadOf, resultOutcome } from '../dataFlow.ts';
import { emit, type Outcome, type Scope, type Stay } from '../scope.ts';
import { runTogether } from '../together.ts';

/** Runs its branches at once; the first that fails ends the others. */
export async function runParallel(stay: Stay): Promise<Outcome> {
  const { scope, state, name } = stay;
  const branches = state.Branches ?? [];
  if (!stay.resumed || stay.retryCount > 0) scope.host.frames.dropBelow(`${scope.path}/${name}#`);
  const input = await payloadOf(stay);
  const started = stay.resumed && stay.retryCount === 0 ? scope.last : emit(scope, 'ParallelStateStarted');
  const results = await runTogether(scope, branches.length, (index, signal) => {
    const branch: Scope = {
      ...scope,
      path: `${scope.path}/${name}#${index}`,
      outer: scope,
      variables: {},
      last: started,
      signal,
    };
    return { scope: branch, run: () => scope.runMachine(branches[index]!, input, branch) };
  });
  // The exit follows what the last branch did, not this event.
  scope.host.append('ParallelStateSucceeded', scope.last);
  return await resultOutcome(stay, results);
}
