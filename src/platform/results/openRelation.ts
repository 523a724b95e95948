import type { RelationSource } from '../../core/action.ts';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Run } from '../../core/run.ts';
import type { OpenedRelation } from '../../protocol/engineProtocol.ts';
import type { Ctx } from '../ctx.ts';
import { followRun } from '../runs/followRun.ts';
import type { RunSource } from '../service.ts';
import { type FetchedRelation, fetchObject, fetchResult } from './fetchRelation.ts';
import type { ResultEngine } from './resultEngine.ts';
import { saysMissing } from './saysMissing.ts';

export interface ShownRelation extends OpenedRelation, AsyncDisposable {
  /** Set when only the beginning is there. */
  readonly partial?: string;
}

/**
 * Opens the rows of a source in the engine: a query is waited for first, and its run told as it changes. Disposing
 * closes the relation and removes what was fetched for it.
 * @param runs where the run of a query is watched; not needed for an object
 * @throws AppError `failed` with the service's own words when the query did not succeed, `not-found` where they say that
 * a table or its database is missing
 */
export async function openRelation(
  ctx: Ctx,
  engine: ResultEngine,
  source: RelationSource,
  runs: RunSource | undefined,
  signal: AbortSignal,
  onRun: (run: Run) => void = () => {},
): Promise<ShownRelation> {
  const fetched = await fetch(ctx, source, runs, signal, onRun);
  try {
    const opened = await engine.open(fetched.files, signal);
    return {
      ...opened,
      ...(fetched.partial ? { partial: fetched.partial } : {}),
      async [Symbol.asyncDispose]() {
        await engine.close(opened.handle).catch(() => {});
        await fetched[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await fetched[Symbol.asyncDispose]();
    throw error;
  }
}

async function fetch(
  ctx: Ctx,
  source: RelationSource,
  runs: RunSource | undefined,
  signal: AbortSignal,
  onRun: (run: Run) => void,
): Promise<FetchedRelation> {
  switch (source.kind) {
    case 'object':
      return await fetchObject(ctx, source, signal);
    case 'query':
      return await fetchQuery(ctx, source, runs, signal, onRun);
    case 'statement':
      return { files: { format: 'sql', sql: source.sql, files: [] }, async [Symbol.asyncDispose]() {} };
  }
}

async function fetchQuery(
  ctx: Ctx,
  source: RelationSource & { readonly kind: 'query' },
  runs: RunSource | undefined,
  signal: AbortSignal,
  onRun: (run: Run) => void,
) {
  if (!runs?.result) throw new AppError('unsupported', t('{0} gives no rows.', source.run.service));
  let last: Run | undefined;
  for await (const { run } of followRun(ctx, runs, source.run, signal)) {
    onRun(run);
    last = run;
  }
  if (last?.state === 'stopped') throw new AppError('cancelled', t('The query was cancelled.'));
  if (last?.state !== 'succeeded') {
    const message = last?.error?.message ?? t('The query failed.');
    throw new AppError(saysMissing(message) ? 'not-found' : 'failed', message);
  }
  return await fetchResult(ctx, await runs.result(ctx, source.run, signal), signal);
}
