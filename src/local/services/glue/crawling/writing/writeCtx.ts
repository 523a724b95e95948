import type { CatalogStore } from '../../catalog/catalogStore.ts';
import type { CrawlSummary } from './crawlSummary.ts';

export interface WriteOptions {
  readonly tablePrefix: string;
  readonly updates: 'UPDATE_IN_DATABASE' | 'LOG';
  readonly deletes: 'DELETE_FROM_DATABASE' | 'DEPRECATE_IN_DATABASE' | 'LOG';
  readonly mergeNewColumns: boolean;
  readonly partitionsInherit: boolean;
  readonly createPartitionIndex: boolean;
}

export interface CrawlLog {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}

export interface WriteCtx {
  readonly crawler: string;
  readonly region: string;
  readonly database: string;
  readonly options: WriteOptions;
  /** For reading; every change goes through Glue's own operations. */
  readonly catalog: CatalogStore;
  readonly call: (operation: string, input: unknown, signal: AbortSignal) => Promise<unknown>;
  readonly log: CrawlLog;
  readonly summary: CrawlSummary;
}

/** Something that the catalog keeps, as its operations take it: times are kept as milliseconds and asked for as Dates. */
export function asInput<
  T extends { readonly LastAccessTime?: number | undefined; readonly LastAnalyzedTime?: number | undefined },
>(kept: T) {
  const { LastAccessTime, LastAnalyzedTime, ...input } = kept;
  return {
    ...input,
    ...(LastAccessTime === undefined ? {} : { LastAccessTime: new Date(LastAccessTime) }),
    ...(LastAnalyzedTime === undefined ? {} : { LastAnalyzedTime: new Date(LastAnalyzedTime) }),
  };
}

/**
 * Calls an operation on many items, which answers with what failed instead of throwing it.
 * @throws Error in the words of the first failure
 */
export async function callBatch(ctx: WriteCtx, operation: string, input: unknown, signal: AbortSignal): Promise<void> {
  const answer = (await ctx.call(operation, input, signal)) as {
    readonly Errors?: readonly { readonly ErrorDetail?: { readonly ErrorMessage?: string } }[];
  };
  const [first] = answer.Errors ?? [];
  if (first) throw new Error(first.ErrorDetail?.ErrorMessage ?? `${operation} failed`);
}
