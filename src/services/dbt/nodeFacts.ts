import type { NodeAddress } from '../../core/node.ts';
import type { NodeState } from '../../core/pipeline-map/pipelineMap.ts';
import type { RunState, StepState } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { lastStates } from './lastStates.ts';

/** A node's own state as that of what made it; one that did not run has none. */
const runStates: Partial<Record<StepState, RunState>> = {
  running: 'running',
  retrying: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  stopped: 'stopped',
};

/** How models, seeds and snapshots went the last time, by the runs that the workbench and the command line keep. */
export async function* nodeFacts(
  ctx: Pick<Ctx, 'workspace'>,
  of: readonly NodeAddress[],
): AsyncIterable<readonly [NodeAddress, NodeState]> {
  for (const [project, addresses] of Map.groupBy(of, ({ path }) => path[0] ?? '.')) {
    const states = await lastStates(ctx.workspace.root ?? '', project);
    for (const address of addresses) {
      const step = states.get(address.path[1] ?? '');
      const state = step && runStates[step.state];
      const at = step?.endedAt ?? step?.startedAt;
      if (!step || !state) continue;
      yield [
        address,
        { state, ...(at === undefined ? {} : { at }), ...(step.error ? { error: step.error.message } : {}) },
      ];
    }
  }
}
