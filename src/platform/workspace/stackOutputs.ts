import { AppError } from '../../core/appError.ts';
import type { Ctx } from '../ctx.ts';

/** States of a stack whose first deployment has not come through: it has no resources to speak of. */
const neverFinished = new Set([
  'REVIEW_IN_PROGRESS',
  'CREATE_IN_PROGRESS',
  'CREATE_FAILED',
  'ROLLBACK_IN_PROGRESS',
  'ROLLBACK_FAILED',
  'ROLLBACK_COMPLETE',
  'DELETE_COMPLETE',
]);

/** A deployed stack's outputs by name; undefined when there is no such stack, or none that was ever finished. */
export async function stackOutputs(
  ctx: Ctx,
  stack: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>> | undefined> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = await ctx.aws.client(CloudFormationClient);
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }), { abortSignal: signal });
    const found = Stacks?.[0];
    if (!found || neverFinished.has(found.StackStatus ?? '')) return undefined;
    const outputs = found.Outputs ?? [];
    return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } catch (error) {
    // CloudFormation words "no such stack" as a validation error.
    if (error instanceof AppError && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}
