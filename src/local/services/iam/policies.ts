/** Managed policies: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html and its kin. */
import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import { type Operations, operation } from '../../server/operation.ts';
import {
  entityPath,
  type IamStore,
  invalid,
  type ManagedPolicy,
  mergeTags,
  newId,
  pageOfList,
  paging,
  policyArn,
  policyName,
  tagKeys,
  tags,
} from './entities.ts';
import { checkDocument, encodeDocument } from './policyDocument.ts';
import { isAwsManaged } from './principals.ts';

const maxVersions = 5;
const flag = z.union([z.boolean(), z.stringbool()]);
const versionId = z.string().regex(/^v[1-9]\d*$/);

export function policyOperations({ roles, users, policies }: IamStore): Operations {
  const named = (arn: string): ManagedPolicy => {
    const found = policies.get(arn);
    if (!found) throw new Fault('NoSuchEntity', `Policy ${arn} was not found.`, 404);
    return found;
  };
  const attachedTo = (arn: string) => ({
    roles: [...roles.all()].map(({ value }) => value).filter((each) => each.attached.includes(arn)),
    users: [...users.all()].map(({ value }) => value).filter((each) => each.attached.includes(arn)),
  });
  const describe = (arn: string, policy: ManagedPolicy) => {
    const { roles: r, users: u } = attachedTo(arn);
    return {
      PolicyName: policy.name,
      PolicyId: policy.id,
      Arn: arn,
      Path: policy.path,
      DefaultVersionId: policy.defaultVersion,
      AttachmentCount: r.length + u.length,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      Description: policy.description,
      CreateDate: new Date(policy.created),
      UpdateDate: new Date(policy.updated),
      Tags: policy.tags,
    };
  };
  const version = (policy: ManagedPolicy, id: string) => {
    const found = policy.versions.find((each) => each.id === id);
    if (!found) {
      throw new Fault('NoSuchEntity', `Policy version ${id} does not exist.`, 404);
    }
    return found;
  };
  const describeVersion = (policy: ManagedPolicy, id: string, withDocument: boolean) => {
    const found = version(policy, id);
    return {
      ...(withDocument ? { Document: encodeDocument(found.document) } : {}),
      VersionId: id,
      IsDefaultVersion: policy.defaultVersion === id,
      CreateDate: new Date(found.created),
    };
  };

  return {
    CreatePolicy: operation(
      z.object({
        PolicyName: policyName,
        PolicyDocument: z.string().min(1),
        Path: entityPath,
        Description: z.string().max(1000).optional(),
        Tags: tags.default([]),
      }),
      (input, call) => {
        checkDocument(input.PolicyDocument, 'permissions');
        const arn = `arn:aws:iam::${call.accountId}:policy${input.Path}${input.PolicyName}`;
        const now = new Date().toISOString();
        const policy: ManagedPolicy = {
          path: input.Path,
          name: input.PolicyName,
          id: newId('ANPA'),
          created: now,
          updated: now,
          description: input.Description,
          tags: input.Tags,
          defaultVersion: 'v1',
          lastVersion: 1,
          versions: [{ id: 'v1', document: input.PolicyDocument, created: now }],
        };
        if (!policies.insert(arn, policy)) {
          throw new Fault(
            'EntityAlreadyExists',
            `A policy called ${policy.name} already exists. Duplicate names are not allowed.`,
            409,
          );
        }
        return { Policy: describe(arn, policy) };
      },
      invalid,
    ),

    GetPolicy: operation(
      z.object({ PolicyArn: policyArn }),
      (input) => {
        if (!isAwsManaged(input.PolicyArn)) return { Policy: describe(input.PolicyArn, named(input.PolicyArn)) };
        // AWS's own policies can be attached; their documents are not known here.
        const { roles: r, users: u } = attachedTo(input.PolicyArn);
        const [, path = ''] = input.PolicyArn.split(':policy');
        return {
          Policy: {
            PolicyName: path.split('/').at(-1),
            Arn: input.PolicyArn,
            Path: path.slice(0, path.lastIndexOf('/') + 1),
            DefaultVersionId: 'v1',
            AttachmentCount: r.length + u.length,
            IsAttachable: true,
          },
        };
      },
      invalid,
    ),

    ListPolicies: operation(
      z.object({
        Scope: z.enum(['All', 'AWS', 'Local']).default('All'),
        OnlyAttached: flag.default(false),
        PathPrefix: z.string().optional(),
        PolicyUsageFilter: z.string().optional(),
        ...paging,
      }),
      (input) => {
        const local = input.Scope === 'AWS' ? [] : [...policies.all()];
        const all = local
          .filter(({ value }) => value.path.startsWith(input.PathPrefix ?? '/'))
          .map(({ id, value }) => describe(id, value))
          .filter((each) => !input.OnlyAttached || each.AttachmentCount > 0);
        const { page, rest } = pageOfList(all, input);
        return { Policies: page.map(({ Tags: _, ...each }) => each), ...rest };
      },
      invalid,
    ),

    DeletePolicy: operation(
      z.object({ PolicyArn: policyArn }),
      (input) => {
        const policy = named(input.PolicyArn);
        const { roles: r, users: u } = attachedTo(input.PolicyArn);
        if (r.length + u.length > 0) {
          throw new Fault('DeleteConflict', 'Cannot delete a policy attached to entities.', 409);
        }
        if (policy.versions.length > 1) {
          throw new Fault(
            'DeleteConflict',
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
            409,
          );
        }
        policies.delete(input.PolicyArn);
      },
      invalid,
    ),

    CreatePolicyVersion: operation(
      z.object({ PolicyArn: policyArn, PolicyDocument: z.string().min(1), SetAsDefault: flag.default(false) }),
      (input) => {
        const policy = named(input.PolicyArn);
        checkDocument(input.PolicyDocument, 'permissions');
        if (policy.versions.length >= maxVersions) {
          throw new Fault(
            'LimitExceeded',
            `A managed policy can have up to ${maxVersions} versions. Before you create a new version, you must delete an existing version.`,
            409,
          );
        }
        const now = new Date().toISOString();
        const id = `v${policy.lastVersion + 1}`;
        const changed: ManagedPolicy = {
          ...policy,
          updated: now,
          lastVersion: policy.lastVersion + 1,
          versions: [...policy.versions, { id, document: input.PolicyDocument, created: now }],
          defaultVersion: input.SetAsDefault ? id : policy.defaultVersion,
        };
        policies.put(input.PolicyArn, changed);
        return { PolicyVersion: describeVersion(changed, id, false) };
      },
      invalid,
    ),

    GetPolicyVersion: operation(
      z.object({ PolicyArn: policyArn, VersionId: versionId }),
      (input) => ({ PolicyVersion: describeVersion(named(input.PolicyArn), input.VersionId, true) }),
      invalid,
    ),

    ListPolicyVersions: operation(
      z.object({ PolicyArn: policyArn, ...paging }),
      (input) => {
        const policy = named(input.PolicyArn);
        const { page, rest } = pageOfList([...policy.versions].reverse(), input);
        return { Versions: page.map(({ id }) => describeVersion(policy, id, false)), ...rest };
      },
      invalid,
    ),

    SetDefaultPolicyVersion: operation(
      z.object({ PolicyArn: policyArn, VersionId: versionId }),
      (input) => {
        const policy = named(input.PolicyArn);
        version(policy, input.VersionId);
        policies.put(input.PolicyArn, { ...policy, defaultVersion: input.VersionId });
      },
      invalid,
    ),

    DeletePolicyVersion: operation(
      z.object({ PolicyArn: policyArn, VersionId: versionId }),
      (input) => {
        const policy = named(input.PolicyArn);
        version(policy, input.VersionId);
        if (policy.defaultVersion === input.VersionId) {
          throw new Fault('DeleteConflict', 'Cannot delete the default version of a policy.', 409);
        }
        policies.put(input.PolicyArn, {
          ...policy,
          versions: policy.versions.filter((each) => each.id !== input.VersionId),
        });
      },
      invalid,
    ),

    ListEntitiesForPolicy: operation(
      z.object({
        PolicyArn: policyArn,
        EntityFilter: z.string().optional(),
        PathPrefix: z.string().optional(),
        ...paging,
      }),
      (input) => {
        const { roles: r, users: u } = attachedTo(input.PolicyArn);
        return {
          PolicyRoles: r.map((each) => ({ RoleName: each.name, RoleId: each.id })),
          PolicyUsers: u.map((each) => ({ UserName: each.name, UserId: each.id })),
          PolicyGroups: [],
          IsTruncated: false,
        };
      },
      invalid,
    ),

    TagPolicy: operation(
      z.object({ PolicyArn: policyArn, Tags: tags }),
      (input) => {
        const policy = named(input.PolicyArn);
        policies.put(input.PolicyArn, { ...policy, tags: mergeTags(policy.tags, input.Tags) });
      },
      invalid,
    ),

    UntagPolicy: operation(
      z.object({ PolicyArn: policyArn, TagKeys: tagKeys }),
      (input) => {
        const policy = named(input.PolicyArn);
        policies.put(input.PolicyArn, {
          ...policy,
          tags: policy.tags.filter((tag) => !input.TagKeys.includes(tag.Key)),
        });
      },
      invalid,
    ),

    ListPolicyTags: operation(
      z.object({ PolicyArn: policyArn, ...paging }),
      (input) => {
        const { page, rest } = pageOfList(named(input.PolicyArn).tags, input);
        return { Tags: page, ...rest };
      },
      invalid,
    ),
  };
}
