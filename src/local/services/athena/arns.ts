/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonathena.html */
import type { Call } from '../../server/operation.ts';

/** Such as `arn:aws:athena:eu-west-1:123456789012:workgroup/reports`. */
export function athenaArn(
  call: Pick<Call, 'region' | 'accountId'>,
  kind: 'workgroup' | 'datacatalog',
  name: string,
): string {
  return `arn:aws:athena:${call.region}:${call.accountId}:${kind}/${name}`;
}
