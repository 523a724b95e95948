/** Which integration serves a Task's Resource; https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html. */
import type { Kernel } from '../../../kernel.ts';
import type { Execution } from '../executionStore.ts';
import type { TaskIntegration } from '../interpreter/host.ts';
import { StatesError } from '../interpreter/statesError.ts';
import { athena } from './athena.ts';
import { awsSdk } from './awsSdk.ts';
import { bareFunction } from './bareFunction.ts';
import { dynamodb } from './dynamodb.ts';
import { events } from './events.ts';
import { glue } from './glue.ts';
import { lambda } from './lambda.ts';
import { type Optimized, parseResource } from './resource.ts';
import { sns } from './sns.ts';
import { sqs } from './sqs.ts';
import { states } from './states.ts';

const optimized: Readonly<Record<string, Optimized>> = { athena, dynamodb, events, glue, lambda, sns, sqs, states };

/** @throws StatesError States.Runtime that names what the local endpoint does not serve */
export function integrationOf(kernel: Kernel, execution: Execution, resource: string): TaskIntegration {
  if (/^arn:[\w-]+:lambda:/.test(resource)) return bareFunction(kernel, execution.region, resource);
  const parsed = parseResource(resource, execution.region);
  if (!parsed) throw unserved(`The resource '${resource}' is not one of a Task state.`);
  if (parsed.service === 'aws-sdk') return awsSdk(kernel, parsed);
  const make = Object.hasOwn(optimized, parsed.service) ? optimized[parsed.service] : undefined;
  if (!make) throw unserved(`The local endpoint does not serve the integration '${parsed.service}' (${resource}).`);
  const integration = make(kernel, parsed, execution);
  if (!integration)
    throw unserved(`The local endpoint does not serve '${parsed.resource}' of ${parsed.service} (${resource}).`);
  return {
    events: 'Task',
    resourceType: parsed.service,
    resource: parsed.resource,
    region: parsed.region,
    ...integration,
  };
}

export function unserved(cause: string): StatesError {
  return new StatesError('States.Runtime', cause);
}
