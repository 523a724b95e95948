import type { ZodType } from 'zod';
import { Fault } from '../../server/fault.ts';
import { type Call, type Operation, operation } from '../../server/operation.ts';

/** An operation of Athena, which answers InvalidRequestException where other services say ValidationException. */
export function athenaOperation<I, O>(schema: ZodType<I>, run: (input: I, call: Call) => O | Promise<O>): Operation {
  return operation(schema, run, 'InvalidRequestException');
}

/** https://docs.aws.amazon.com/athena/latest/APIReference/API_InvalidRequestException.html */
export function invalidRequest(message: string, athenaErrorCode = 'INVALID_INPUT'): Fault {
  return new Fault('InvalidRequestException', message, 400, { AthenaErrorCode: athenaErrorCode });
}

export function resourceNotFound(message: string, resource: string): Fault {
  return new Fault('ResourceNotFoundException', message, 400, { ResourceName: resource });
}
