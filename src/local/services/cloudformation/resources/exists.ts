import { Fault } from '../../../server/fault.ts';
import type { ResourceContext } from './resourceType.ts';

/**
 * For services whose creations quietly take what is there: a stack never adopts what it did not make.
 * @param describe reads the thing; a Fault means that there is none
 * @throws Fault AlreadyExists
 */
export async function refuseExisting(
  context: ResourceContext,
  what: string,
  service: string,
  operation: string,
  input: unknown,
): Promise<void> {
  try {
    await context.call(service, operation, input);
  } catch (error) {
    if (error instanceof Fault && error.status < 500) return;
    throw error;
  }
  throw new Fault('AlreadyExists', `${what} already exists`, 409);
}
