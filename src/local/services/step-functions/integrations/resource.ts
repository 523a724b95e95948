import type { Kernel } from '../../../kernel.ts';
import type { Execution } from '../executionStore.ts';
import type { TaskIntegration } from '../interpreter/host.ts';

/** `arn:aws:states:::glue:startJobRun.sync`, taken apart. */
export interface Resource {
  /** `glue`, or `aws-sdk`. */
  readonly service: string;
  /** The SDK's service of `aws-sdk:s3:getObject`. */
  readonly sdkService: string | undefined;
  /** `startJobRun`. */
  readonly action: string;
  readonly pattern: 'request' | 'sync' | 'sync:2' | 'waitForTaskToken';
  /** As events give it: `startJobRun.sync`. */
  readonly resource: string;
  readonly region: string;
}

/** An integration with behaviour of its own; undefined when it has no such action or pattern. */
export type Optimized = (
  kernel: Kernel,
  resource: Resource,
  execution: Execution,
) => Pick<TaskIntegration, 'request' | 'complete' | 'cancel'> | undefined;

export function parseResource(arn: string, region: string): Resource | undefined {
  const found = /^arn:[\w-]+:states:([\w-]*):(\d*):(.+)$/.exec(arn);
  const [service, ...rest] = found?.[3]?.split(':') ?? [];
  if (!service || rest.length === 0) return undefined;
  const sdkService = service === 'aws-sdk' ? rest.shift() : undefined;
  const resource = rest.join(':');
  const parts = /^(\w+)(?:\.(sync:2|sync|waitForTaskToken))?$/.exec(resource);
  if (!parts) return undefined;
  const pattern = (parts[2] ?? 'request') as Resource['pattern'];
  return { service, sdkService, action: parts[1]!, pattern, resource, region: found?.[1] || region };
}
