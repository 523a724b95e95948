/** AWS Lambda: functions whose handlers really run, in processes of their own; https://docs.aws.amazon.com/lambda/latest/api/. */
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import { AsyncQueue } from './asyncQueue.ts';
import { WorkerPool } from './execution/workerPool.ts';
import { functionOperations } from './operations/functions.ts';
import { invokeOperations } from './operations/invoke.ts';
import { invokeConfigOperations } from './operations/invokeConfigs.ts';
import { layerOperations } from './operations/layers.ts';
import { permissionOperations } from './operations/permissions.ts';
import { tagOperations } from './operations/tags.ts';
import { versionOperations } from './operations/versions.ts';
import { lambdaRoutes } from './routes.ts';

export function createLambda(kernel: Kernel): LocalService {
  const pool = new WorkerPool(kernel);
  const queue = new AsyncQueue(kernel, pool);
  return {
    name: 'lambda',
    protocol: { kind: 'rest-json', routes: lambdaRoutes },
    operations: {
      ...functionOperations(kernel, pool),
      ...versionOperations(kernel),
      ...permissionOperations(kernel),
      ...layerOperations(kernel),
      ...invokeOperations(kernel, pool, queue),
      ...invokeConfigOperations(kernel),
      ...tagOperations(kernel),
    },
    start: () => queue.start(),
    async stop() {
      queue.stop();
      await pool.close();
    },
  };
}
