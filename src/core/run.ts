import type { Brand } from './brand.ts';
import type { NodeAddress } from './node.ts';

/** The service's own identifier of one run: an execution ARN, a Glue job run id, a query id. */
export type RunId = Brand<string, 'RunId'>;

/** Which run: enough to find it again in a new window, from the command line or from another run. */
export interface RunRef {
  /** The service's name, such as `glue-jobs`. */
  readonly service: string;
  readonly id: RunId;
  /** What was run, such as a job or a state machine. */
  readonly of: NodeAddress;
}

/** One life for the runs of every service. */
export type RunState =
  | 'queued'
  | 'running'
  | 'stopping'
  | 'succeeded'
  | 'failed'
  | 'stopped'
  | 'timed-out'
  /** The endpoint ended while it ran. */
  | 'interrupted';

/** Whether a run is over, however it ended. */
export function isFinal(state: RunState): boolean {
  return state !== 'queued' && state !== 'running' && state !== 'stopping';
}

export interface RunError {
  /** The service's or the program's own name for it, such as `States.TaskFailed`. */
  readonly name?: string;
  readonly message: string;
}

export interface Run {
  readonly ref: RunRef;
  readonly title: string;
  readonly state: RunState;
  /** The service's own word for the state, such as `SUCCEEDED` or `FAILED`. */
  readonly stateLabel: string;
  /** Milliseconds since the epoch, as all times here. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly error?: RunError;
  /** What executed it, always shown: `Local Python 3.11`, `Glue 5.1`, `DuckDB`, `Athena`. */
  readonly engine?: string;
  /** JSON text. */
  readonly input?: string;
  readonly output?: string;
  /** The name of the engine's own page of this run, where it has one, such as `Spark UI`; RunSource.engineUi gives it. */
  readonly engineUi?: string;
  /** It failed, and can go on from where it broke off. */
  readonly redrivable?: boolean;
  /** Facts worth a line in the panel: bytes scanned, DPU seconds, arguments. */
  readonly facts?: readonly { readonly label: string; readonly value: string }[];
}

export type StepState = 'waiting' | 'running' | 'succeeded' | 'failed' | 'caught' | 'retrying' | 'stopped' | 'skipped';

/** One entry of a run into one of its parts: a state of a state machine, a task, a model. */
export interface Step {
  /** Unique in the run; an entry into the same state again is another step. */
  readonly id: string;
  /** The graph's node that it belongs to. */
  readonly name: string;
  readonly type: string;
  readonly state: StepState;
  /** The service's own word for the state, where it says more, such as `upstream_failed`. */
  readonly stateLabel?: string;
  /** When it was ready to begin; from there until it did, it waited for room. */
  readonly queuedAt?: number;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** How often it was tried in this entry; 1 when it went through at once. */
  readonly attempts: number;
  /** The id of the step that led here; absent for the first of its sequence. */
  readonly after?: string;
  /** Which item of the surrounding Map it belongs to, from 0. */
  readonly iteration?: number;
  readonly input?: string;
  readonly output?: string;
  readonly error?: RunError;
  /** The run that this step started in another service, whose panel and logs are a click away. */
  readonly child?: RunRef;
  /** The stream of the run's log that it writes to, where it has one of its own. */
  readonly stream?: string;
  /** What actions on it are for, where there are any, and what RunSource.stepSections tells more of. */
  readonly node?: NodeAddress;
}

export interface RunGraphNode {
  readonly id: string;
  readonly label: string;
  readonly type: string;
  /** The surrounding Parallel branch or Map, where there is one. */
  readonly parent?: string;
  /** A codicon, in a picture of what does not run: there is no state to show. */
  readonly icon?: string;
}

export interface RunGraphEdge {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly kind: 'next' | 'choice' | 'catch';
}

/** The picture of what runs, before and while it does. */
export interface RunGraph {
  readonly nodes: readonly RunGraphNode[];
  readonly edges: readonly RunGraphEdge[];
  /** Each part waits for all that lead to it, as tasks of a DAG do, instead of being led to by one of them. */
  readonly joins?: boolean;
}
