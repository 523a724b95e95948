/** Airflow's things in plain terms, the same for both versions of its API. Times are milliseconds since the epoch. */

/** Airflow's words for a run: `queued`, `running`, `success`, `failed`. */
export type DagRunState = string;
/** Airflow's words for a task instance: `success`, `up_for_retry`, `upstream_failed`…; `none` before it is scheduled. */
export type TaskState = string;

export interface Dag {
  readonly id: string;
  readonly paused: boolean;
  /** Its file is gone, or no longer has it. */
  readonly stale: boolean;
  /** As people read it: a cron expression, `@daily`, assets; empty for none. */
  readonly schedule: string;
  readonly nextRun?: number;
  readonly owners: readonly string[];
  readonly tags: readonly string[];
  readonly description: string;
  /** As Airflow's own machine names it. */
  readonly file: string;
  /** Below the folder of DAGs, where Airflow says so. */
  readonly relativeFile?: string;
  readonly hasImportErrors: boolean;
}

export interface DagParam {
  readonly name: string;
  readonly value: unknown;
  /** A JSON schema; empty for a param that may be anything. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly description: string;
}

export interface DagRun {
  readonly dag: string;
  readonly id: string;
  readonly state: DagRunState;
  /** `manual`, `scheduled`, `backfill`… */
  readonly type: string;
  /** Of the data that it works on; a run that is triggered need have none. */
  readonly logicalDate?: string;
  readonly queuedAt?: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly conf: Readonly<Record<string, unknown>>;
  readonly note: string;
  readonly triggeredBy: string;
}

export interface DagTask {
  readonly id: string;
  readonly operator: string;
  readonly downstream: readonly string[];
  readonly mapped: boolean;
  readonly retries: number;
  readonly triggerRule: string;
  readonly owner: string;
  /** Whether its operator makes links to what it started. */
  readonly hasLinks: boolean;
}

export interface TaskInstance {
  readonly task: string;
  /** Which of a mapped task's items, from 0; -1 for a task that is not mapped, or not yet. */
  readonly mapIndex: number;
  /** The try that it is in or ended with, from 1; 0 before the first. */
  readonly tryNumber: number;
  readonly maxTries: number;
  readonly state: TaskState;
  readonly operator: string;
  readonly queuedAt?: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Templates as they were filled in, by the name of the field. */
  readonly rendered: Readonly<Record<string, unknown>>;
  readonly note: string;
}

export interface ImportError {
  readonly id: string;
  /** As Airflow's own machine names it. */
  readonly file: string;
  readonly relativeFile?: string;
  readonly trace: string;
  readonly at?: number;
}

/** A piece of a task's log. */
export interface LogPiece {
  readonly lines: readonly LogLine[];
  /** Where to read on; absent when it was complete then, or can be read from its beginning only. */
  readonly next?: string;
}

export interface LogLine {
  readonly at?: number;
  readonly level?: string;
  readonly text: string;
}
