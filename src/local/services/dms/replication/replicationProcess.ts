/** The process of a task, for the endpoint. */
import path from 'node:path';
import { type ForkedProgram, forkProgram } from '../../../processes/forkedProgram.ts';
import { answerCalls } from '../../../processes/ipc.ts';
import type { ReplicationApi, ReplicationHostApi } from './replicationApi.ts';

/** The task's process ended while it had work. */
export class ReplicationCrash extends Error {
  override readonly name = 'ReplicationCrash';
}

export function startReplication(host: ReplicationHostApi): ForkedProgram<ReplicationApi> {
  const forked = forkProgram<ReplicationApi>({
    file: programFile(),
    onEnd: (_, { how, complaint }) =>
      new ReplicationCrash(`The process of the task ended unexpectedly (${how}). ${complaint}`.trim()),
  });
  answerCalls(host, forked.child);
  return forked;
}

/** The process's program: beside the bundle in the product, its source where the sources run directly. */
function programFile(): string {
  const name = import.meta.filename.endsWith('.ts') ? 'replicationMain.ts' : 'replication.js';
  return path.join(import.meta.dirname, name);
}
