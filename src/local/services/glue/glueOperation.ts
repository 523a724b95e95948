import type { ZodType } from 'zod';
import { Fault } from '../../server/fault.ts';
import { type Call, type Operation, operation } from '../../server/operation.ts';

/** An operation of Glue, which answers InvalidInputException where other services say ValidationException. */
export function glueOperation<I, O>(schema: ZodType<I>, run: (input: I, call: Call) => O | Promise<O>): Operation {
  return operation(schema, run, 'InvalidInputException');
}

/** An operation on the Data Catalog: as `glueOperation`, for the account's own catalog only. */
export function catalogOperation<I, O>(schema: ZodType<I>, run: (input: I, call: Call) => O | Promise<O>): Operation {
  const inner = glueOperation(schema, run);
  return async (input, call) => {
    const catalog = (input as { CatalogId?: unknown } | undefined)?.CatalogId;
    if (catalog !== undefined && catalog !== null && catalog !== call.accountId) {
      throw new Fault(
        'AccessDeniedException',
        `The local endpoint has the catalog of the account ${call.accountId} only, not ${String(catalog)}.`,
      );
    }
    return await inner(input, call);
  };
}

export function invalidInput(message: string): Fault {
  return new Fault('InvalidInputException', message);
}

export function notFound(message: string): Fault {
  return new Fault('EntityNotFoundException', message);
}

export function alreadyExists(message: string): Fault {
  return new Fault('AlreadyExistsException', message);
}

/** An error as the batch operations list it beside what worked. */
export interface ErrorDetail {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** What a failed part of a batch reports. @throws whatever is no Fault */
export function errorDetail(error: unknown): ErrorDetail {
  if (!(error instanceof Fault)) throw error;
  return { ErrorCode: error.code, ErrorMessage: error.message };
}
