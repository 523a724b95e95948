/**
 * AWS CloudFormation: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/. The engine and its YAML
 * parser are loaded with the first call, so that an endpoint that deploys nothing does not pay for them.
 */
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import type { Operation, Operations } from '../../server/operation.ts';
import { isInProgress } from './stack.ts';
import type { StackService } from './stackService.ts';
import { StackStore } from './stackStore.ts';

const names = [
  'ContinueUpdateRollback',
  'CreateChangeSet',
  'CreateStack',
  'DeleteChangeSet',
  'DeleteStack',
  'DescribeChangeSet',
  'DescribeStackEvents',
  'DescribeStackResource',
  'DescribeStackResources',
  'DescribeStacks',
  'ExecuteChangeSet',
  'GetTemplate',
  'GetTemplateSummary',
  'ListChangeSets',
  'ListExports',
  'ListImports',
  'ListStackResources',
  'ListStacks',
  'RollbackStack',
  'UpdateStack',
  'UpdateTerminationProtection',
  'ValidateTemplate',
] as const;

export function createCloudFormation(kernel: Kernel): LocalService {
  StackStore.createTables(kernel.store);
  let loading: Promise<{ service: StackService; operations: Operations }> | undefined;
  const load = () => {
    loading ??= Promise.all([import('./stackService.ts'), import('./operations/allOperations.ts')]).then(
      ([{ StackService }, { allOperations }]) => {
        const service = new StackService(kernel);
        return { service, operations: allOperations(service) };
      },
    );
    return loading;
  };
  const lazily =
    (name: string): Operation =>
    async (input, call) => {
      const { operations } = await load();
      return await operations[name]!(input, call);
    };

  return {
    name: 'cloudformation',
    protocol: { kind: 'query', xmlns: 'http://cloudformation.amazonaws.com/doc/2010-05-15/' },
    operations: Object.fromEntries(names.map((name) => [name, lazily(name)])),
    async start() {
      for (const region of StackStore.regions(kernel.store)) {
        for (const stack of new StackStore(kernel.store, region).active()) {
          if (!isInProgress(stack.status)) continue;
          const { service } = await load();
          service.takeUp(stack, region);
        }
      }
    },
    async stop() {
      if (loading) await (await loading).service.stop();
    },
  };
}
