/** The rules of names and ARNs: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html. */
import { z } from 'zod';
import { Fault } from '../../server/fault.ts';

export const groupName = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[.\-_/#A-Za-z0-9]+$/, 'Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+');

export const streamName = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[^:*]*$/, 'Member must satisfy regular expression pattern: [^:*]*');

export const limitOf = (most: number) => z.coerce.number().int().min(1).max(most).optional();

/** Epoch milliseconds. */
export const timestamp = z.coerce.number().int().min(0);

/** Without the `:*` that some answers carry at the end. */
export function groupArn(call: { readonly region: string; readonly accountId: string }, name: string): string {
  return `arn:aws:logs:${call.region}:${call.accountId}:log-group:${name}`;
}

/** The group's name from a name or an ARN, with or without `:*`. @throws Fault InvalidParameterException */
export function nameOfIdentifier(identifier: string): string {
  if (!identifier.startsWith('arn:')) return identifier;
  const found = /^arn:[^:]+:logs:[^:]*:[^:]*:log-group:([^:]+)(:\*)?$/.exec(identifier);
  if (!found?.[1]) throw new Fault('InvalidParameterException', `The ARN ${identifier} is not one of a log group.`);
  return found[1];
}

/** The one group that an input names in either of the API's two ways. @throws Fault InvalidParameterException */
export function groupOf(input: { logGroupName?: string | undefined; logGroupIdentifier?: string | undefined }): string {
  if (input.logGroupName !== undefined && input.logGroupIdentifier !== undefined) {
    throw new Fault('InvalidParameterException', 'Only one of logGroupName and logGroupIdentifier may be given.');
  }
  const given = input.logGroupName ?? input.logGroupIdentifier;
  if (given === undefined) throw new Fault('InvalidParameterException', 'A log group must be named.');
  return nameOfIdentifier(given);
}
