/** https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html */
import type { Call } from '../../server/operation.ts';

/** Such as `arn:aws:glue:eu-west-1:123456789012:job/clean`. */
export function glueArn(call: Pick<Call, 'region' | 'accountId'>, kind: string, name: string): string {
  return `arn:aws:glue:${call.region}:${call.accountId}:${kind}/${name}`;
}
