import { type SharedWork, shareWork } from '../../core/sharedWork.ts';
import type { Ctx } from '../ctx.ts';

const known = new Map<string, SharedWork<string>>();

/** The account id that a connection reaches, asked of STS once per connection. */
export async function accountOf(ctx: Ctx, signal: AbortSignal): Promise<string> {
  const key = `${ctx.connection.id} ${ctx.connection.kind === 'local' ? ctx.connection.endpoint : ctx.connection.region}`;
  const before = known.get(key);
  const asked = before && !before.abandoned ? before : shareWork((shared) => ask(ctx, shared));
  known.set(key, asked);
  try {
    return await asked.wait(signal);
  } catch (error) {
    // Asked again next time: credentials may have been renewed by then. Whoever gave up leaves it to the others.
    if (!signal.aborted && known.get(key) === asked) known.delete(key);
    throw error;
  }
}

async function ask(ctx: Ctx, signal: AbortSignal): Promise<string> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const sts = await ctx.aws.client(STSClient);
  return (await sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal })).Account ?? '';
}
