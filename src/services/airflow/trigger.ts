import { randomUUID } from 'node:crypto';
import type { RunRef } from '../../core/run.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { setPaused, triggerDag } from './client/changes.ts';
import { clientOf } from './clientOf.ts';
import { runRefOf } from './place.ts';

export interface TriggerInput {
  readonly conf: Readonly<Record<string, unknown>>;
  readonly run?: string | undefined;
  /** ISO 8601. */
  readonly logicalDate?: string | undefined;
  readonly note?: string | undefined;
  /** A paused DAG begins none of its runs: it is let go on first. */
  readonly unpause: boolean;
}

/** Starts a run; its name makes the start idempotent. */
export async function trigger(
  ctx: Ctx,
  { key, dag }: { readonly key: string; readonly dag: string },
  input: TriggerInput,
  signal: AbortSignal,
): Promise<RunRef> {
  const client = await clientOf(ctx, key, signal);
  if (input.unpause && (await client.dag(dag, signal)).paused) await setPaused(client, dag, false, signal);
  const run = input.run ?? `manual__${new Date().toISOString().replace('Z', '+00:00')}_${randomUUID().slice(0, 8)}`;
  const { conf, logicalDate, note } = input;
  const started = await triggerDag(client, dag, { conf, run, logicalDate, note }, signal);
  return runRefOf(key, dag, started.id);
}
