/**
 * The one namespace, and users as records: whoever calls here may do everything.
 * https://docs.aws.amazon.com/quicksight/latest/APIReference/API_RegisterUser.html and its kin
 */
import { z } from 'zod';
import type { Kernel } from '../../kernel.ts';
import type { Call, Operations } from '../../server/operation.ts';
import { alreadyExists, notFound, pageOf, paging, quickSightArn, quickSightOperation } from './quickSightOperation.ts';

interface User {
  readonly name: string;
  readonly email: string;
  readonly role: string;
  readonly identity: string;
}

const theNamespace = 'default';
const namespace = { Namespace: z.string() };
const one = { ...namespace, UserName: z.string().min(1) };

export function userOperations(kernel: Kernel): Operations {
  const users = (region: string) => kernel.store.collection<User>('quicksight.user', region);
  const describe = (user: User, call: Call) => ({
    Arn: quickSightArn(call, 'user', `${theNamespace}/${user.name}`),
    UserName: user.name,
    Email: user.email,
    Role: user.role,
    IdentityType: user.identity,
    Active: true,
    PrincipalId: `federated/iam/${user.name}`,
  });
  const checkNamespace = (name: string) => {
    if (name !== theNamespace) throw notFound('NAMESPACE', `Namespace ${name} is not found`);
  };
  const need = (call: Call, input: { readonly Namespace: string; readonly UserName: string }): User => {
    checkNamespace(input.Namespace);
    const found = users(call.region).get(input.UserName);
    if (!found) throw notFound('USER', `User ${input.UserName} is not found`);
    return found;
  };

  return {
    RegisterUser: quickSightOperation(
      {
        ...namespace,
        UserName: z.string().min(1).nullish(),
        Email: z.string().min(1),
        IdentityType: z.enum(['IAM', 'QUICKSIGHT', 'IAM_IDENTITY_CENTER']),
        UserRole: z.string(),
        IamArn: z.string().nullish(),
        SessionName: z.string().nullish(),
      },
      (input, call) => {
        checkNamespace(input.Namespace);
        const federated = [input.IamArn?.split('/').at(-1), input.SessionName].filter(Boolean).join('/');
        const name = input.UserName || federated || input.Email;
        const user: User = { name, email: input.Email, role: input.UserRole, identity: input.IdentityType };
        if (!users(call.region).insert(name, user)) throw alreadyExists('USER', `User ${name} already exists`);
        return { User: describe(user, call) };
      },
    ),
    DescribeUser: quickSightOperation(one, (input, call) => ({ User: describe(need(call, input), call) })),
    ListUsers: quickSightOperation({ ...namespace, ...paging }, (input, call) => {
      checkNamespace(input.Namespace);
      const { items, ...next } = pageOf([...users(call.region).all()], input);
      return { UserList: items.map(({ value }) => describe(value, call)), ...next };
    }),
    DeleteUser: quickSightOperation(one, (input, call) => {
      users(call.region).delete(need(call, input).name);
      return {};
    }),
    ListNamespaces: quickSightOperation(paging, (_, call) => ({
      Namespaces: [
        {
          Name: theNamespace,
          Arn: quickSightArn(call, 'namespace', theNamespace),
          CapacityRegion: call.region,
          CreationStatus: 'CREATED',
          IdentityStore: 'QUICKSIGHT',
        },
      ],
    })),
  };
}
