import type { ZodType } from 'zod';
import { Fault } from './fault.ts';
import { validationMessage } from './validationMessage.ts';

/** Who calls, and from where; the same for a request over HTTP and a call from another local service. */
export interface Call {
  readonly region: string;
  readonly accountId: string;
  readonly requestId: string;
  /** Aborts when the client hangs up or the endpoint stops. */
  readonly signal: AbortSignal;
}

/**
 * One API operation, on the shapes of the AWS SDK: input and output are plain objects with the members the API
 * documents, whatever protocol carries them. Dates in outputs are `Date`s; each protocol writes them its own way.
 */
export type Operation = (input: unknown, call: Call) => Promise<unknown>;

export type Operations = Readonly<Record<string, Operation>>;

/**
 * An operation whose input is checked against a schema first.
 * `invalid` names the service's own fault for bad input where it is not ValidationException.
 */
export function operation<I, O>(
  schema: ZodType<I>,
  run: (input: I, call: Call) => O | Promise<O>,
  invalid = 'ValidationException',
): Operation {
  return async (input, call) => {
    const parsed = schema.safeParse(input ?? {});
    if (!parsed.success) throw new Fault(invalid, validationMessage(parsed.error, input));
    return await run(parsed.data, call);
  };
}
