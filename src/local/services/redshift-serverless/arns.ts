/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonredshiftserverless.html */
import type { Call } from '../../server/operation.ts';
import type { Namespace, Workgroup } from './serverlessStore.ts';

type Caller = Pick<Call, 'region' | 'accountId'>;

export function namespaceArn({ id }: Pick<Namespace, 'id'>, call: Caller): string {
  return `arn:aws:redshift-serverless:${call.region}:${call.accountId}:namespace/${id}`;
}

export function workgroupArn({ id }: Pick<Workgroup, 'id'>, call: Caller): string {
  return `arn:aws:redshift-serverless:${call.region}:${call.accountId}:workgroup/${id}`;
}
