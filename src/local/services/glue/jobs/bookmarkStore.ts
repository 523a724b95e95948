import type { Collection, Store } from '../../../state/store.ts';
import type { JobRun } from './jobShapes.ts';

/** https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-runs.html#aws-glue-api-jobs-runs-JobBookmarkEntry */
export interface JobBookmarkEntry {
  readonly JobName: string;
  readonly Version: number;
  readonly Run: number;
  readonly Attempt: number;
  readonly PreviousRunId?: string;
  readonly RunId?: string;
  readonly JobBookmark: string;
}

/** What the runs of jobs have read already, a state for each job. */
export class BookmarkStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get(region: string, job: string): JobBookmarkEntry | undefined {
    return this.#entries(region).get(job);
  }

  /** Forgets what was read. */
  reset(region: string, job: string, runId?: string | null): JobBookmarkEntry {
    const entry: JobBookmarkEntry = {
      JobName: job,
      Version: (this.get(region, job)?.Version ?? 0) + 1,
      Run: 0,
      Attempt: 0,
      ...(runId ? { RunId: runId } : {}),
      JobBookmark: '{}',
    };
    this.#entries(region).put(job, entry);
    return entry;
  }

  /** Keeps the state that a run committed. */
  commit(region: string, run: Pick<JobRun, 'JobName' | 'Id' | 'Attempt'>, state: string): void {
    const before = this.get(region, run.JobName);
    this.#entries(region).put(run.JobName, {
      JobName: run.JobName,
      Version: (before?.Version ?? 0) + 1,
      Run: (before?.Run ?? 0) + 1,
      Attempt: run.Attempt,
      ...(before?.RunId ? { PreviousRunId: before.RunId } : {}),
      RunId: run.Id,
      JobBookmark: state,
    });
  }

  #entries(region: string): Collection<JobBookmarkEntry> {
    return this.#store.collection<JobBookmarkEntry>('glue.bookmark', region);
  }
}
