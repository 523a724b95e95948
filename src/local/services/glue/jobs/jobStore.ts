import type { Store } from '../../../state/store.ts';
import { finalStates, type Job, type JobRun } from './jobShapes.ts';

/** A place in a job's list of runs, newest first: the token of GetJobRuns. */
interface RunPlace {
  readonly started: number;
  readonly id: string;
}

const chunk = 200;

/** Jobs and runs on disk. */
export class JobStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
    store.sql.exec(`
      CREATE TABLE IF NOT EXISTS glue_job_run (
        region TEXT NOT NULL, job TEXT NOT NULL, id TEXT NOT NULL, started INTEGER NOT NULL, state TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (region, job, id)
      ) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS glue_job_run_started ON glue_job_run (region, job, started DESC, id DESC);
      CREATE INDEX IF NOT EXISTS glue_job_run_state ON glue_job_run (state, region, job);
    `);
  }

  jobs(region: string) {
    return this.#store.collection<Job>('glue.job', region);
  }

  /** With its runs. */
  deleteJob(region: string, name: string): boolean {
    return this.#store.transaction(() => {
      this.#store.sql.prepare('DELETE FROM glue_job_run WHERE region = ? AND job = ?').run(region, name);
      return this.jobs(region).delete(name);
    });
  }

  run(region: string, job: string, id: string): JobRun | undefined {
    const row = this.#store.sql
      .prepare('SELECT body FROM glue_job_run WHERE region = ? AND job = ? AND id = ?')
      .get(region, job, id);
    return row ? (JSON.parse(String(row.body)) as JobRun) : undefined;
  }

  putRun(region: string, run: JobRun): void {
    this.#store.sql
      .prepare('INSERT OR REPLACE INTO glue_job_run (region, job, id, started, state, body) VALUES (?, ?, ?, ?, ?, ?)')
      .run(region, run.JobName, run.Id, run.StartedOn, run.JobRunState, JSON.stringify(run));
  }

  /** Newest first, those after a place. */
  *runs(region: string, job: string, after?: RunPlace): Generator<JobRun> {
    const statement = this.#store.sql.prepare(`
      SELECT id, started, body FROM glue_job_run
      WHERE region = ? AND job = ? AND (started < ? OR (started = ? AND id < ?))
      ORDER BY started DESC, id DESC LIMIT ?`);
    let { started, id }: RunPlace = after ?? { started: Number.MAX_SAFE_INTEGER, id: '' };
    for (;;) {
      const rows = statement.all(region, job, started, started, id, chunk);
      for (const row of rows) yield JSON.parse(String(row.body)) as JobRun;
      const last = rows.at(-1);
      if (rows.length < chunk || !last) return;
      [started, id] = [Number(last.started), String(last.id)];
    }
  }

  countUnfinished(region: string, job: string): number {
    const marks = finalStates.map(() => '?').join(', ');
    const row = this.#store.sql
      .prepare(`SELECT count(*) AS n FROM glue_job_run WHERE region = ? AND job = ? AND state NOT IN (${marks})`)
      .get(region, job, ...finalStates);
    return Number(row?.n);
  }

  /** Of all regions. */
  unfinished(): { readonly region: string; readonly run: JobRun }[] {
    const marks = finalStates.map(() => '?').join(', ');
    return this.#store.sql
      .prepare(`SELECT region, body FROM glue_job_run WHERE state NOT IN (${marks})`)
      .all(...finalStates)
      .map((row) => ({ region: String(row.region), run: JSON.parse(String(row.body)) as JobRun }));
  }
}
