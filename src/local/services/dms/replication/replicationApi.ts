/** What the endpoint and the process of a task say to each other. */
import type { SourceLogin } from '../endpoints/sourceSettings.ts';
import type { TargetSettings } from '../endpoints/targetSettings.ts';
import type { SourceName, TableMappings } from '../mappings/tableMappings.ts';

export type MigrationType = 'full-load' | 'cdc' | 'full-load-and-cdc';

/** What is known of a table from one run to the next. */
export interface KnownTable extends SourceName {
  /** Whether its rows are in the target, or none are wanted. */
  readonly loaded: boolean;
  /** Changes that were committed before are in the load already. */
  readonly from?: string | undefined;
}

export interface TaskInput {
  readonly migrationType: MigrationType;
  readonly source: SourceLogin;
  readonly target: TargetSettings;
  readonly mappings: TableMappings;
  /** Of the slot and the publications. */
  readonly name: string;
  /** Up to here every change is in the target; null before there is a slot. */
  readonly position: string | null;
  readonly tables: readonly KnownTable[];
  /** A folder of the task's own on the buckets' disk, empty. */
  readonly folder: string;
  /** Whether a load replaces what lies in the table's folder. */
  readonly cleans: boolean;
  /** Whether the files of a table go when it is truncated. */
  readonly clearsTruncated: boolean;
  /** Whether to stop between load and changes. */
  readonly stopsAfterLoad: boolean;
  /** Milliseconds between attempts to reach a source that is gone. */
  readonly retryMs: number;
  /** When the task was started, in milliseconds. */
  readonly startedAt: number;
}

export type TaskEnd = 'stopped' | 'load-finished' | 'stopped-after-load';

export interface ChangeCounts {
  readonly inserts: number;
  readonly updates: number;
  readonly deletes: number;
  readonly ddls: number;
}

/** A file that is to become an object. */
export interface TaskFile {
  /** The object's key without its last part's ending; where it is taken a later moment is used. */
  readonly key: string;
  readonly file: string;
}

export interface LoadCommit {
  readonly table: SourceName;
  readonly files: readonly TaskFile[];
  /** The prefix whose objects give way, or null. */
  readonly replaces: string | null;
  readonly rows: number;
  readonly from?: string | undefined;
}

export interface ChangesCommit {
  /** Changes carry the moment of their first commit; the endpoint names them so that they sort. */
  readonly files: readonly {
    readonly folder: string;
    readonly at: number;
    readonly ending: string;
    readonly file: string;
  }[];
  /** Prefixes of tables that were truncated, whose objects give way. */
  readonly replaces: readonly string[];
  readonly counts: readonly (SourceName & ChangeCounts)[];
  readonly position: string;
}

export type TableProgress = SourceName &
  (
    | { readonly state: 'loading'; readonly rows: number; readonly reload: boolean }
    | { readonly state: 'error'; readonly message: string }
  );

export interface ReplicationApi {
  [method: string]: (input: never, signal: AbortSignal) => Promise<unknown>;
  /** Works until it is done or aborted; what was committed by then stays. */
  run(input: TaskInput, signal: AbortSignal): Promise<TaskEnd>;
  /** Loads tables anew beside their changes. */
  reload(input: { readonly tables: readonly SourceName[] }, signal: AbortSignal): Promise<null>;
}

export interface ReplicationHostApi {
  [method: string]: (input: never, signal: AbortSignal) => Promise<unknown>;
  log(input: { readonly level: 'I' | 'W' | 'E'; readonly text: string }): Promise<null>;
  /** The tables that the rules take, as they are found. */
  found(input: { readonly tables: readonly SourceName[] }): Promise<null>;
  progress(input: TableProgress): Promise<null>;
  /** The slot was made, or goes on, from here. */
  positioned(input: { readonly position: string }): Promise<null>;
  loaded(input: LoadCommit): Promise<null>;
  changed(input: ChangesCommit): Promise<null>;
}
