/** What roles and users have in common: inline and attached policies, tags, boundaries. */
import { z } from 'zod';
import { Fault } from '../../server/fault.ts';
import { type Call, type Operation, type Operations, operation } from '../../server/operation.ts';
import type { Collection } from '../../state/store.ts';
import {
  type IamStore,
  invalid,
  mergeTags,
  type Principal,
  pageOfList,
  paging,
  policyArn,
  policyName,
  tagKeys,
  tags,
} from './entities.ts';
import { checkDocument, encodeDocument } from './policyDocument.ts';

export type Kind = 'Role' | 'User';

/** @throws Fault NoSuchEntity */
export function principal<T extends Principal>(collection: Collection<T>, kind: Kind, name: string): T {
  const found = collection.get(name);
  if (!found) {
    throw new Fault('NoSuchEntity', `The ${kind.toLowerCase()} with name ${name} cannot be found.`, 404);
  }
  return found;
}

export const isAwsManaged = (arn: string) => /^arn:aws[\w-]*:iam::aws:policy\//.test(arn);

/** @throws Fault DeleteConflict while policies hang on it */
export function checkFree(entity: Principal): void {
  if (entity.attached.length > 0) {
    throw new Fault('DeleteConflict', 'Cannot delete entity, must detach all policies first.', 409);
  }
  if (Object.keys(entity.inline).length > 0) {
    throw new Fault('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
  }
}

/** `PutRolePolicy`, `AttachUserPolicy` and so on, for one kind. */
export function principalOperations<T extends Principal>(
  kind: Kind,
  collection: Collection<T>,
  { policies }: IamStore,
): Operations {
  const nameMember = `${kind}Name`;
  const op = <S extends z.ZodRawShape>(
    shape: S,
    run: (entity: T, input: z.infer<z.ZodObject<S>>, call: Call) => unknown,
  ): Operation =>
    operation(
      z.looseObject({ [nameMember]: z.string().min(1), ...shape }),
      (input, call) => {
        const name = String((input as Record<string, unknown>)[nameMember]);
        return run(principal(collection, kind, name), input as z.infer<z.ZodObject<S>>, call);
      },
      invalid,
    );
  const save = (entity: T, change: Partial<Principal>) => collection.put(entity.name, { ...entity, ...change });

  return {
    [`Put${kind}Policy`]: op({ PolicyName: policyName, PolicyDocument: z.string().min(1) }, (entity, input) => {
      checkDocument(input.PolicyDocument, 'permissions');
      save(entity, { inline: { ...entity.inline, [input.PolicyName]: input.PolicyDocument } });
    }),

    [`Get${kind}Policy`]: op({ PolicyName: policyName }, (entity, input) => {
      const document = Object.hasOwn(entity.inline, input.PolicyName) ? entity.inline[input.PolicyName] : undefined;
      if (document === undefined) throw noPolicy(kind, input.PolicyName);
      return {
        [nameMember]: entity.name,
        PolicyName: input.PolicyName,
        PolicyDocument: encodeDocument(document),
      };
    }),

    [`Delete${kind}Policy`]: op({ PolicyName: policyName }, (entity, input) => {
      if (!Object.hasOwn(entity.inline, input.PolicyName)) throw noPolicy(kind, input.PolicyName);
      const { [input.PolicyName]: _, ...inline } = entity.inline;
      save(entity, { inline });
    }),

    [`List${kind}Policies`]: op(paging, (entity, input) => {
      const { page, rest } = pageOfList(Object.keys(entity.inline).sort(), input);
      return { PolicyNames: page, ...rest };
    }),

    [`Attach${kind}Policy`]: op({ PolicyArn: policyArn }, (entity, input) => {
      if (!isAwsManaged(input.PolicyArn) && !policies.get(input.PolicyArn)) throw noManagedPolicy(input.PolicyArn);
      if (!entity.attached.includes(input.PolicyArn)) save(entity, { attached: [...entity.attached, input.PolicyArn] });
    }),

    [`Detach${kind}Policy`]: op({ PolicyArn: policyArn }, (entity, input) => {
      if (!entity.attached.includes(input.PolicyArn)) throw noManagedPolicy(input.PolicyArn);
      save(entity, { attached: entity.attached.filter((each) => each !== input.PolicyArn) });
    }),

    [`ListAttached${kind}Policies`]: op({ ...paging, PathPrefix: z.string().optional() }, (entity, input) => {
      const { page, rest } = pageOfList(entity.attached, input);
      return {
        AttachedPolicies: page.map((arn) => ({ PolicyName: arn.split('/').at(-1), PolicyArn: arn })),
        ...rest,
      };
    }),

    [`Tag${kind}`]: op({ Tags: tags }, (entity, input) => {
      save(entity, { tags: mergeTags(entity.tags, input.Tags) });
    }),

    [`Untag${kind}`]: op({ TagKeys: tagKeys }, (entity, input) => {
      save(entity, { tags: entity.tags.filter((tag) => !input.TagKeys.includes(tag.Key)) });
    }),

    [`List${kind}Tags`]: op(paging, (entity, input) => {
      const { page, rest } = pageOfList(entity.tags, input);
      return { Tags: page, ...rest };
    }),

    [`Put${kind}PermissionsBoundary`]: op({ PermissionsBoundary: policyArn }, (entity, input) => {
      save(entity, { boundary: input.PermissionsBoundary });
    }),

    [`Delete${kind}PermissionsBoundary`]: op({}, (entity) => {
      save(entity, { boundary: undefined });
    }),
  };
}

function noPolicy(kind: Kind, name: string): Fault {
  return new Fault('NoSuchEntity', `The ${kind.toLowerCase()} policy with name ${name} cannot be found.`, 404);
}

export function noManagedPolicy(arn: string): Fault {
  return new Fault('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404);
}
