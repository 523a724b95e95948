import { AppError } from '../../core/appError.ts';
import type { Ctx } from '../ctx.ts';

/** A deployed stack's outputs by name; undefined when there is no such stack. */
export async function stackOutputs(
  ctx: Ctx,
  stack: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>> | undefined> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = await ctx.aws.client(CloudFormationClient);
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }), { abortSignal: signal });
    const outputs = Stacks?.[0]?.Outputs ?? [];
    return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } catch (error) {
    // CloudFormation words "no such stack" as a validation error.
    if (error instanceof AppError && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}
