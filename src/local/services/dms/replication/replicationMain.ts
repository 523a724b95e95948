/** The process of one replication task: it reads the source and writes files; the endpoint makes them objects. */
import { answerCalls, Caller, parent } from '../../../processes/ipc.ts';
import { FileWriter } from './dataFile.ts';
import type { ReplicationApi, ReplicationHostApi, TaskInput } from './replicationApi.ts';
import type { RunCtx } from './runCtx.ts';
import { runTask } from './runTask.ts';
import { TaskState } from './taskState.ts';

const host = new Caller<ReplicationHostApi>(parent);
const never = new AbortController().signal;
let state: TaskState | undefined;

async function contextOf(task: TaskInput): Promise<RunCtx> {
  state = new TaskState(task);
  const tell: RunCtx['tell'] = async (method, input) => {
    await host.call(method, input, never);
  };
  return {
    task,
    state,
    writer: await FileWriter.create(task.folder),
    tell,
    log: (level, text) => void tell('log', { level, text }),
  };
}

const api: ReplicationApi = {
  async run(task: TaskInput, signal: AbortSignal) {
    const ctx = await contextOf(task);
    try {
      return await runTask(ctx, signal);
    } finally {
      ctx.writer[Symbol.dispose]();
    }
  },
  async reload({ tables }: Parameters<ReplicationApi['reload']>[0]) {
    state?.askReload(tables);
    return null;
  },
};

answerCalls(api, parent);
// An ordinary exit would wait for connections and for DuckDB's threads.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
