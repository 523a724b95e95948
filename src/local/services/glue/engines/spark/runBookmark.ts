import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BookmarkStore } from '../../jobs/bookmarkStore.ts';
import type { EngineRun } from '../engine.ts';

/** The state of a job's bookmarks as a run of it finds and leaves it. */
export interface RunBookmark {
  /** What tells the script where the state lies; nothing when the run keeps no bookmarks. */
  readonly env: Readonly<Record<string, string>>;
  /** Keeps what `Job.commit()` wrote, if it did. */
  commit(): Promise<void>;
}

/**
 * Puts the committed state into a file of the run's, for the options enable and pause:
 * https://docs.aws.amazon.com/glue/latest/dg/monitor-continuations.html
 */
export async function runBookmark({ kernel, region, run }: EngineRun, folder: string): Promise<RunBookmark> {
  const option = run.effective['--job-bookmark-option'] ?? 'job-bookmark-disable';
  if (option === 'job-bookmark-disable') return { env: {}, commit: async () => {} };
  const bookmarks = new BookmarkStore(kernel.store);
  const file = path.join(folder, 'bookmark.json');
  const before = bookmarks.get(region, run.JobName)?.JobBookmark;
  if (before !== undefined) await writeFile(file, before);
  return {
    env: { STRATA_JOB_BOOKMARK_FILE: file },
    async commit() {
      const state = await readFile(file, 'utf8').catch(() => undefined);
      if (option === 'job-bookmark-enable' && state !== undefined && state !== before) {
        bookmarks.commit(region, run, state);
      }
    },
  };
}
