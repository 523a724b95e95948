/** QuickSight's way with requests: its account in every path, its faults and pages. */
import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import { type Call, type Operation, operation } from '../../server/operation.ts';
import { isIndex, readPageToken, sliceOfList } from '../../server/pageToken.ts';

/**
 * An operation of QuickSight's, which calls bad input InvalidParameterValueException and tells the request's id in the
 * answer's body. https://docs.aws.amazon.com/quicksight/latest/APIReference/CommonErrors.html
 */
export function quickSightOperation<S extends z.ZodRawShape>(
  shape: S,
  run: (input: z.output<z.ZodObject<S>>, call: Call) => object | Promise<object>,
): Operation {
  const account = z.object({ AwsAccountId: z.string() });
  const rest = operation(
    z.object(shape),
    async (input, call) => ({ ...(await run(input, call)), RequestId: call.requestId }),
    'InvalidParameterValueException',
  );
  return async (input, call) => {
    const { data } = account.safeParse(input);
    if (data?.AwsAccountId !== call.accountId) {
      throw new Fault(
        'AccessDeniedException',
        `The account ${data?.AwsAccountId ?? ''} is not the one of the credentials, which is ${call.accountId}.`,
        401,
      );
    }
    return await rest(input, call);
  };
}

export type ResourceKind =
  | 'DATA_SET'
  | 'DATA_SOURCE'
  | 'DASHBOARD'
  | 'INGESTION'
  | 'REFRESH_SCHEDULE'
  | 'USER'
  | 'NAMESPACE';

export function invalidValue(message: string): Fault {
  return new Fault('InvalidParameterValueException', message);
}

export function notFound(kind: ResourceKind, message: string): Fault {
  return new Fault('ResourceNotFoundException', message, 404, { ResourceType: kind });
}

export function alreadyExists(kind: ResourceKind, message: string): Fault {
  return new Fault('ResourceExistsException', message, 409, { ResourceType: kind });
}

/** The members by which lists are paged; in query strings they are text. */
export const paging = {
  NextToken: z.string().nullish(),
  MaxResults: z.coerce.number().int().min(1).max(100).nullish(),
};

/** One page of a list that is at hand. @throws Fault InvalidNextTokenException */
export function pageOf<T>(
  all: readonly T[],
  input: { readonly NextToken?: string | null | undefined; readonly MaxResults?: number | null | undefined },
): { readonly items: readonly T[]; readonly NextToken?: string } {
  const refuse = () => new Fault('InvalidNextTokenException', "The NextToken value isn't valid.");
  const { items, next } = sliceOfList(
    all,
    readPageToken(input.NextToken, isIndex, refuse) ?? 0,
    input.MaxResults ?? 100,
  );
  return { items, ...(next === undefined ? {} : { NextToken: next }) };
}

/** Ids that may stand in a path and in an ARN. */
export const resourceId = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[\w-]+$/, 'must consist of letters, digits, _ and -');
export const resourceName = z.string().min(1).max(128);

export const tags = z
  .array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) }))
  .max(200)
  .nullish();

export type ArnKind = 'dataset' | 'datasource' | 'dashboard' | 'user' | 'namespace';

export function quickSightArn(call: Pick<Call, 'region' | 'accountId'>, kind: ArnKind, id: string): string {
  return `arn:aws:quicksight:${call.region}:${call.accountId}:${kind}/${id}`;
}

/** The id of an ARN of this kind; undefined for another one. */
export function idOfArn(arn: string, kind: ArnKind): string | undefined {
  const [, , service, , , resource = ''] = arn.split(':');
  const [found, ...id] = resource.split('/');
  return service === 'quicksight' && found === kind && id.length > 0 ? id.join('/') : undefined;
}
