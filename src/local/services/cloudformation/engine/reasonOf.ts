import { Fault } from '../../../server/fault.ts';

/** As CloudFormation passes on what a service said. */
export function reasonOf(error: unknown): string {
  if (error instanceof Fault) {
    return error.code === 'ValidationError'
      ? error.message
      : `Resource handler returned message: "${error.message}" (HandlerErrorCode: ${error.code})`;
  }
  return `Internal Failure: ${error instanceof Error ? error.message : String(error)}`;
}
