/**
 * AWS Identity and Access Management: roles, policies and users are kept and given back as IAM does. They are records
 * only: the local endpoint has one user, who may do everything, and passing a role is never refused.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html
 */
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import { openIamStore } from './entities.ts';
import { policyOperations } from './policies.ts';
import { principalOperations } from './principals.ts';
import { roleOperations } from './roles.ts';
import { userOperations } from './users.ts';

export function createIam(kernel: Kernel): LocalService {
  const store = openIamStore(kernel.store);
  return {
    name: 'iam',
    protocol: { kind: 'query', xmlns: 'https://iam.amazonaws.com/doc/2010-05-08/' },
    operations: {
      ...roleOperations(store),
      ...principalOperations('Role', store.roles, store),
      ...userOperations(store),
      ...principalOperations('User', store.users, store),
      ...policyOperations(store),
    },
  };
}
