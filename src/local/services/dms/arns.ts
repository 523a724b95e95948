/** https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Introduction.AWS.ARN.html */
import { randomBytes } from 'node:crypto';
import type { Call } from '../../server/operation.ts';
import { invalidValue } from './dmsOperation.ts';

export type ArnKind = 'rep' | 'endpoint' | 'task';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The last part of an ARN as DMS makes them: 26 letters and digits. */
export function newResourceId(): string {
  return Array.from(randomBytes(26), (byte) => letters[byte % letters.length]).join('');
}

export function arnOf(call: Pick<Call, 'region' | 'accountId'>, kind: ArnKind, resourceId: string): string {
  return `arn:aws:dms:${call.region}:${call.accountId}:${kind}:${resourceId}`;
}

/** The ARN's last part. @throws Fault InvalidParameterValueException for what is no ARN of DMS's */
export function resourceIdOf(arn: string): string {
  const [prefix, , service, , , , id] = arn.split(':');
  if (prefix !== 'arn' || service !== 'dms' || !id) {
    throw invalidValue(`Invalid ARN ${arn}`);
  }
  return id;
}
