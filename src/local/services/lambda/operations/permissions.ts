import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import { Fault } from '../../../server/fault.ts';
import { type Call, type Operations, operation } from '../../../server/operation.ts';
import { collectionsOf, readFunctionName, resolveFunction } from '../functionStore.ts';

/** Resource policies: kept and shown; the endpoint's one user may always call. */
export function permissionOperations(kernel: Kernel): Operations {
  const policyOf = (call: Call, given: string, qualifier: string | undefined) => {
    const { invokedArn } = resolveFunction(kernel, call, given, qualifier);
    const reference = readFunctionName(given, qualifier);
    const id = reference.qualifier === undefined ? reference.name : `${reference.name}:${reference.qualifier}`;
    const { policies } = collectionsOf(kernel, call.region);
    return { id, invokedArn, policies, policy: policies.get(id) };
  };
  const none = () =>
    new Fault('ResourceNotFoundException', 'The resource you requested does not exist.', 404, { Type: 'User' });

  return {
    AddPermission: operation(
      z.looseObject({
        FunctionName: z.string(),
        StatementId: z.string().min(1).max(100),
        Action: z.string(),
        Principal: z.string(),
        SourceArn: z.string().optional(),
        SourceAccount: z.string().optional(),
        EventSourceToken: z.string().optional(),
        Qualifier: z.string().optional(),
      }),
      (input, call) => {
        const { id, invokedArn, policies, policy } = policyOf(call, input.FunctionName, input.Qualifier);
        if (policy?.statements.some((each) => each.Sid === input.StatementId)) {
          throw new Fault(
            'ResourceConflictException',
            `The statement id (${input.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
            409,
            { Type: 'User' },
          );
        }
        const condition = {
          ...(input.SourceArn ? { ArnLike: { 'AWS:SourceArn': input.SourceArn } } : {}),
          ...(input.SourceAccount ? { StringEquals: { 'AWS:SourceAccount': input.SourceAccount } } : {}),
        };
        const statement = {
          Sid: input.StatementId,
          Effect: 'Allow',
          Principal: /\.amazonaws\.com(\.cn)?$/.test(input.Principal)
            ? { Service: input.Principal }
            : { AWS: /^\d{12}$/.test(input.Principal) ? `arn:aws:iam::${input.Principal}:root` : input.Principal },
          Action: input.Action,
          Resource: invokedArn,
          ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
        };
        policies.put(id, { revisionId: randomUUID(), statements: [...(policy?.statements ?? []), statement] });
        return { Statement: JSON.stringify(statement) };
      },
    ),

    RemovePermission: operation(
      z.object({ FunctionName: z.string(), StatementId: z.string(), Qualifier: z.string().optional() }),
      (input, call) => {
        const { id, policies, policy } = policyOf(call, input.FunctionName, input.Qualifier);
        const left = policy?.statements.filter((each) => each.Sid !== input.StatementId) ?? [];
        if (!policy || left.length === policy.statements.length) {
          throw new Fault(
            'ResourceNotFoundException',
            `Statement ${input.StatementId} is not found in resource policy.`,
            404,
            { Type: 'User' },
          );
        }
        if (left.length === 0) policies.delete(id);
        else policies.put(id, { revisionId: randomUUID(), statements: left });
        return {};
      },
    ),

    GetPolicy: operation(z.object({ FunctionName: z.string(), Qualifier: z.string().optional() }), (input, call) => {
      const { policy } = policyOf(call, input.FunctionName, input.Qualifier);
      if (!policy) throw none();
      return {
        Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: policy.statements }),
        RevisionId: policy.revisionId,
      };
    }),
  };
}
