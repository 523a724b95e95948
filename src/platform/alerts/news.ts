/** What can be known of a run from a message alone. */
export interface News {
  /** False for a message that tells of a success, or of nothing of the kind. */
  readonly failed: boolean;
  /** The job, state machine, DAG or alarm, by name. */
  readonly pipeline?: string | undefined;
  /** The service whose run it is, such as `glue-jobs`. */
  readonly service?: string | undefined;
  /** The id by which that service knows the run. */
  readonly run?: string | undefined;
  readonly step?: string | undefined;
  readonly cause?: string | undefined;
}

export interface TopicMessage {
  readonly subject?: string | undefined;
  readonly text: string;
}

export type Json = Readonly<Record<string, unknown>>;
