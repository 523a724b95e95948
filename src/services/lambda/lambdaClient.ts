import { LambdaClient } from '@aws-sdk/client-lambda';
import { AppError } from '../../core/appError.ts';
import type { Ctx } from '../../platform/ctx.ts';

/** A function runs for 15 minutes at most, and its server says nothing meanwhile. */
export const longestRunMs = 15 * 60_000;

export function lambdaClient(ctx: Ctx): Promise<LambdaClient> {
  return ctx.aws.client(LambdaClient, longestRunMs + 30_000);
}

/** What a call gives that a server may not have, or this user may not make; undefined then. */
export async function whereAllowed<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AppError && ['not-found', 'access-denied', 'unsupported', 'failed'].includes(error.code)) {
      return undefined;
    }
    throw error;
  }
}
