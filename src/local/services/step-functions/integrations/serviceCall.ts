import type { Kernel } from '../../../kernel.ts';
import { toSdk } from '../../../sdkServices.ts';
import { Fault } from '../../../server/fault.ts';
import type { Json } from '../interpreter/json.ts';
import { StatesError } from '../interpreter/statesError.ts';
import { type DateStyle, fromSdk } from './sdkShapes.ts';

/** A service of the endpoint as an integration calls it. */
export interface Service {
  /** In credential scopes: `states`. */
  readonly name: string;
  /** In error names: `StepFunctions` for the optimized integration, `Sfn` for the SDK one. */
  readonly errorPrefix: string;
  readonly region: string;
  readonly dates: DateStyle;
}

/**
 * Calls an operation.
 * @throws StatesError `<Prefix>.<Error>` as AWS names it, such as `Glue.CrawlerRunningException`
 */
export async function callService(
  kernel: Kernel,
  service: Service,
  operation: string,
  parameters: Json,
  signal: AbortSignal,
): Promise<Json> {
  const { region } = service;
  try {
    const output = await kernel.call(service.name, operation, toSdk(service.name, parameters), { region, signal });
    return await fromSdk(service.name, output, service.dates);
  } catch (error) {
    if (error instanceof Fault) throw serviceError(service, error);
    throw error;
  }
}

function serviceError(service: Service, fault: Fault): StatesError {
  // The endpoint's own limits are no errors of the service: no Retry or Catch should mistake them for one.
  if (fault.status === 501) return new StatesError('States.Runtime', fault.message);
  const name = /(Exception|Error|Fault)$/.test(fault.code) ? fault.code : `${fault.code}Exception`;
  const label = service.errorPrefix;
  return new StatesError(
    `${label}.${name}`,
    `${fault.message} (Service: ${label}, Status Code: ${fault.status}, Error Code: ${fault.code})`,
  );
}
