/** Roles: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html and its kin. */
import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import { type Call, type Operations, operation } from '../../server/operation.ts';
import {
  entityPath,
  type IamStore,
  invalid,
  newId,
  pageOfList,
  paging,
  policyArn,
  type Role,
  roleName,
  tags,
} from './entities.ts';
import { checkDocument, encodeDocument } from './policyDocument.ts';
import { checkFree, principal } from './principals.ts';

const seconds = z.coerce.number().int().min(3600).max(43_200);

export function roleOperations({ roles }: IamStore): Operations {
  const describe = (role: Role, call: Call) => ({
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: `arn:aws:iam::${call.accountId}:role${role.path}${role.name}`,
    CreateDate: new Date(role.created),
    AssumeRolePolicyDocument: encodeDocument(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
    ...(role.boundary
      ? { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: role.boundary } }
      : {}),
  });
  /** As GetRole and CreateRole answer: lists leave these out. */
  const describeWhole = (role: Role, call: Call) => ({
    ...describe(role, call),
    ...(role.tags.length > 0 ? { Tags: role.tags } : {}),
    RoleLastUsed: {},
  });
  const named = (name: string) => principal(roles, 'Role', name);

  return {
    CreateRole: operation(
      z.object({
        RoleName: roleName,
        AssumeRolePolicyDocument: z.string().min(1),
        Path: entityPath,
        Description: z.string().max(1000).optional(),
        MaxSessionDuration: seconds.default(3600),
        PermissionsBoundary: policyArn.optional(),
        Tags: tags.default([]),
      }),
      (input, call) => {
        checkDocument(input.AssumeRolePolicyDocument, 'trust');
        const role: Role = {
          path: input.Path,
          name: input.RoleName,
          id: newId('AROA'),
          created: new Date().toISOString(),
          trust: input.AssumeRolePolicyDocument,
          description: input.Description,
          maxSessionSeconds: input.MaxSessionDuration,
          boundary: input.PermissionsBoundary,
          tags: input.Tags,
          inline: {},
          attached: [],
        };
        if (!roles.insert(role.name, role)) {
          throw new Fault('EntityAlreadyExists', `Role with name ${role.name} already exists.`, 409);
        }
        return { Role: describeWhole(role, call) };
      },
      invalid,
    ),

    GetRole: operation(
      z.object({ RoleName: roleName }),
      (input, call) => ({ Role: describeWhole(named(input.RoleName), call) }),
      invalid,
    ),

    ListRoles: operation(
      z.object({ PathPrefix: z.string().optional(), ...paging }),
      (input, call) => {
        const all = [...roles.all()]
          .map(({ value }) => value)
          .filter((each) => each.path.startsWith(input.PathPrefix ?? '/'));
        const { page, rest } = pageOfList(all, input);
        return { Roles: page.map((role) => describe(role, call)), ...rest };
      },
      invalid,
    ),

    DeleteRole: operation(
      z.object({ RoleName: roleName }),
      (input) => {
        checkFree(named(input.RoleName));
        roles.delete(input.RoleName);
      },
      invalid,
    ),

    UpdateRole: operation(
      z.object({
        RoleName: roleName,
        Description: z.string().max(1000).optional(),
        MaxSessionDuration: seconds.optional(),
      }),
      (input) => {
        const role = named(input.RoleName);
        roles.put(role.name, {
          ...role,
          description: input.Description ?? role.description,
          maxSessionSeconds: input.MaxSessionDuration ?? role.maxSessionSeconds,
        });
        return {};
      },
      invalid,
    ),

    UpdateRoleDescription: operation(
      z.object({ RoleName: roleName, Description: z.string().max(1000) }),
      (input, call) => {
        const role = { ...named(input.RoleName), description: input.Description };
        roles.put(role.name, role);
        return { Role: describe(role, call) };
      },
      invalid,
    ),

    UpdateAssumeRolePolicy: operation(
      z.object({ RoleName: roleName, PolicyDocument: z.string().min(1) }),
      (input) => {
        checkDocument(input.PolicyDocument, 'trust');
        roles.put(input.RoleName, { ...named(input.RoleName), trust: input.PolicyDocument });
      },
      invalid,
    ),

    // Nothing local runs on an instance, so that a role never has a profile; deployment tools ask before they delete one.
    ListInstanceProfilesForRole: operation(
      z.object({ RoleName: roleName }),
      (input) => {
        named(input.RoleName);
        return { InstanceProfiles: [], IsTruncated: false };
      },
      invalid,
    ),
  };
}
