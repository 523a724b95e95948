import * as vscode from 'vscode';
import { AppError } from '../../../core/appError.ts';
import type { Effect } from '../../../core/effect.ts';
import type { RunRef } from '../../../core/run.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import type { RunSource } from '../../../platform/service.ts';
import { confirmByName } from '../commands/confirm.ts';
import { withProgress } from '../commands/withProgress.ts';
import { showError } from '../showError.ts';
import type { Workbench } from '../workbench.ts';

/** Stops a run; errors are shown. A query that this window started, and that only reads, may be stopped anywhere. */
export async function stopRun(workbench: Workbench, ref: RunRef): Promise<void> {
  const { effectOfStopping } = await import('../../../platform/connections/ownQueries.ts');
  await change(workbench, ref, vscode.l10n.t('Stopping'), effectOfStopping(ref), async (source, ctx, signal) => {
    if (!source.stop) throw new AppError('unsupported', vscode.l10n.t('Runs of {0} cannot be stopped.', ref.service));
    await source.stop(ctx, ref, signal);
  });
}

/** Starts a run of the same again, or goes on from its failure; the run that came of it. */
export async function startRunAgain(
  workbench: Workbench,
  ref: RunRef,
  how: 'rerun' | 'redrive',
): Promise<RunRef | undefined> {
  return await change(workbench, ref, vscode.l10n.t('Starting'), 'write', async (source, ctx, signal) => {
    if (how === 'rerun') return await source.rerun?.(ctx, ref, signal);
    return (await source.redrive?.(ctx, ref, signal)) ?? ref;
  });
}

/** Opens the engine's own page of a run in the browser; what ended may have to be read again first. */
export async function openEngineUi(workbench: Workbench, ref: RunRef): Promise<void> {
  const { serviceNamed } = await import('../../../services/index.ts');
  const source = serviceNamed(ref.service)?.runs;
  const url = await withProgress(vscode.l10n.t('Opening…'), async (signal) =>
    source?.engineUi?.(await workbench.connections.ctx(signal), ref, signal),
  );
  if (url) await vscode.env.openExternal(vscode.Uri.parse(url, true));
}

async function change<T>(
  workbench: Workbench,
  ref: RunRef,
  title: string,
  effect: Effect,
  work: (source: RunSource, ctx: Ctx, signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  try {
    const { serviceNamed } = await import('../../../services/index.ts');
    const { withGrant } = await import('../../../platform/createCtx.ts');
    const source = serviceNamed(ref.service)?.runs;
    if (!source) return undefined;
    const ctx = await workbench.connections.ctx(new AbortController().signal);
    const typed = effect === 'read' ? 'not-asked' : await confirmByName(ctx.connection, title);
    if (!typed) return undefined;
    const typedName = typed === 'not-asked' ? undefined : typed.typedName;
    return await withProgress(title, (signal) =>
      withGrant(ctx, effect, typedName, (granted) => work(source, granted, signal)),
    );
  } catch (error) {
    showError(workbench.log, error);
    return undefined;
  }
}
