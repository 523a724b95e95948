/** Users, as far as templates need them: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html. */
import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import { type Call, type Operations, operation } from '../../server/operation.ts';
import {
  entityPath,
  type IamStore,
  invalid,
  newId,
  type Principal,
  pageOfList,
  paging,
  policyArn,
  tags,
  userName,
} from './entities.ts';
import { checkFree, principal } from './principals.ts';

export function userOperations({ users }: IamStore): Operations {
  const describe = (user: Principal, call: Call) => ({
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: `arn:aws:iam::${call.accountId}:user${user.path}${user.name}`,
    CreateDate: new Date(user.created),
    ...(user.boundary
      ? { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: user.boundary } }
      : {}),
    ...(user.tags.length > 0 ? { Tags: user.tags } : {}),
  });
  const named = (name: string) => principal(users, 'User', name);

  return {
    CreateUser: operation(
      z.object({
        UserName: userName,
        Path: entityPath,
        PermissionsBoundary: policyArn.optional(),
        Tags: tags.default([]),
      }),
      (input, call) => {
        const user: Principal = {
          path: input.Path,
          name: input.UserName,
          id: newId('AIDA'),
          created: new Date().toISOString(),
          boundary: input.PermissionsBoundary,
          tags: input.Tags,
          inline: {},
          attached: [],
        };
        if (!users.insert(user.name, user)) {
          throw new Fault('EntityAlreadyExists', `User with name ${user.name} already exists.`, 409);
        }
        return { User: describe(user, call) };
      },
      invalid,
    ),

    GetUser: operation(
      z.object({ UserName: userName.optional() }),
      (input, call) => {
        if (input.UserName !== undefined) return { User: describe(named(input.UserName), call) };
        // Without a name it is the caller: the endpoint's one user, as STS names it.
        return {
          User: {
            Path: '/',
            UserName: 'strata-local',
            UserId: 'STRATALOCAL',
            Arn: `arn:aws:iam::${call.accountId}:user/strata-local`,
            CreateDate: new Date(0),
          },
        };
      },
      invalid,
    ),

    ListUsers: operation(
      z.object({ PathPrefix: z.string().optional(), ...paging }),
      (input, call) => {
        const all = [...users.all()]
          .map(({ value }) => value)
          .filter((each) => each.path.startsWith(input.PathPrefix ?? '/'));
        const { page, rest } = pageOfList(all, input);
        return { Users: page.map((user) => describe(user, call)), ...rest };
      },
      invalid,
    ),

    DeleteUser: operation(
      z.object({ UserName: userName }),
      (input) => {
        checkFree(named(input.UserName));
        users.delete(input.UserName);
      },
      invalid,
    ),
  };
}
