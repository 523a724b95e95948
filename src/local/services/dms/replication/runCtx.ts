import type { InputOf } from '../../../processes/ipc.ts';
import type { FileWriter } from './dataFile.ts';
import type { ReplicationHostApi, TaskInput } from './replicationApi.ts';
import type { TaskState } from './taskState.ts';

/** What every part of a running task works with. */
export interface RunCtx {
  readonly task: TaskInput;
  readonly state: TaskState;
  readonly writer: FileWriter;
  /** What is told to the endpoint is told also when the task is being stopped. */
  readonly tell: <M extends keyof ReplicationHostApi & string>(
    method: M,
    input: InputOf<ReplicationHostApi[M]>,
  ) => Promise<void>;
  readonly log: (level: 'I' | 'W' | 'E', text: string) => void;
}
