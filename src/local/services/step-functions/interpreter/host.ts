/** What the interpreter needs of the world around it: history, a memory for redrives, tasks, time. */
import type { ItemProcessor, ItemReader, ResultWriter } from './asl.ts';
import type { Json, JsonObject } from './json.ts';

/** How far one sequence of states came: the machine itself, a branch, an iteration. */
export interface Frame {
  readonly status: 'running' | 'succeeded';
  /** The state it is in, or was last in. */
  readonly state: string;
  readonly input: Json;
  readonly variables: JsonObject;
  readonly enteredId: number;
  readonly enteredTime: string;
  readonly output?: Json;
}

export interface Frames {
  get(path: string): Frame | undefined;
  put(path: string, frame: Frame): void;
  /** Forgets the frames of all branches and iterations below `path`. */
  dropBelow(path: string): void;
}

/** A way to do the work of a Task state. */
export interface TaskIntegration {
  /** `TaskScheduled` and so on for service integrations; the bare ARNs of functions have events of their own. */
  readonly events: 'Task' | 'LambdaFunction';
  /** Such as `glue` and `startJobRun.sync`; the function's ARN where it is called by that. */
  readonly resourceType: string;
  readonly resource: string;
  readonly region: string;
  /** The call itself. @throws StatesError */
  request(parameters: Json, signal: AbortSignal): Promise<Json>;
  /** `.sync`: waits for the job that `request` started. @throws StatesError States.TaskFailed with the job as cause */
  complete?(submitted: Json, signal: AbortSignal): Promise<Json>;
  /** Stops the job that `request` started, when the execution is stopped or times out. */
  cancel?(submitted: Json): Promise<void>;
}

/** A promise to be kept by SendTaskSuccess or SendTaskFailure. */
export interface TaskToken {
  readonly token: string;
  /** @throws StatesError as SendTaskFailure words it */
  readonly result: Promise<Json>;
  /** Called at each SendTaskHeartbeat. */
  onHeartbeat(listener: () => void): void;
  /** From now on nobody can answer it. */
  revoke(): void;
}

export interface ActivityTask {
  readonly token: TaskToken;
  /** Resolves to the worker's name when one takes the task. */
  readonly taken: Promise<string | undefined>;
}

export interface MapRunResult {
  readonly status: 'succeeded' | 'failed' | 'aborted';
  readonly output: Json;
  /** The child execution as ResultWriter describes it. */
  readonly execution: JsonObject;
}

/** The child executions of a distributed Map. */
export interface MapRun {
  readonly arn: string;
  runChild(index: number, input: Json, signal: AbortSignal): Promise<MapRunResult>;
  finish(status: 'SUCCEEDED' | 'FAILED' | 'ABORTED'): void;
}

export interface Host {
  /** `Execution` and `StateMachine` of the context object. */
  readonly context: JsonObject;
  /** Appends an event durably; returns its id. */
  append(type: string, previousEventId: number, details?: Readonly<Record<string, unknown>>): number;
  readonly frames: Frames;
  /** @throws StatesError for a resource that the local endpoint cannot serve */
  integration(resource: string): TaskIntegration;
  newToken(): TaskToken;
  scheduleActivity(arn: string, input: string): ActivityTask;
  readItems(reader: ItemReader, parameters: Json, maxItems: number, signal: AbortSignal): Promise<Json[]>;
  writeResults(
    writer: ResultWriter,
    parameters: Json,
    mapRunArn: string,
    results: readonly MapRunResult[],
    signal: AbortSignal,
  ): Promise<Json>;
  /** A child execution runs on its own, with a history of its own. */
  startMapRun(options: {
    readonly stateName: string;
    readonly label: string;
    readonly total: number;
    readonly maxConcurrency: number;
    readonly toleratedCount: number;
    readonly toleratedPercentage: number;
    readonly path: string;
    readonly resumed: boolean;
    readonly machine: ItemProcessor;
  }): MapRun;
  now(): number;
  /** In [0, 1). */
  random(): number;
}
