/** AWS Step Functions: state machines that are interpreted here; https://docs.aws.amazon.com/step-functions/latest/apireference/. */
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import { ActivityQueue } from './activityQueue.ts';
import { ExecutionRunner } from './executionRunner.ts';
import { ExecutionStore } from './executionStore.ts';
import { executionOperations } from './operations/executions.ts';
import { mapRunOperations } from './operations/mapRuns.ts';
import { stateMachineOperations } from './operations/stateMachines.ts';
import { tagOperations } from './operations/tags.ts';
import { taskOperations } from './operations/tasks.ts';
import { testStateOperations } from './operations/testState.ts';
import { versionOperations } from './operations/versions.ts';
import { TaskTokens } from './taskTokens.ts';

export function createStepFunctions(kernel: Kernel): LocalService {
  const runner = new ExecutionRunner(kernel, new ExecutionStore(kernel.store), new TaskTokens(), new ActivityQueue());
  return {
    name: 'states',
    protocol: { kind: 'json', version: '1.0' },
    operations: {
      ...stateMachineOperations(kernel),
      ...versionOperations(kernel),
      ...executionOperations(runner),
      ...testStateOperations(runner),
      ...taskOperations(runner),
      ...mapRunOperations(runner),
      ...tagOperations(kernel),
    },
    start: () => runner.failUnfinished(),
    stop: () => runner.close(),
  };
}
