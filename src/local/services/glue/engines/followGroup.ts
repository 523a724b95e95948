import type { GroupEnd, ProcessGroup } from '../../../processes/processGroup.ts';
import type { RunLog } from '../../../runLog.ts';

/** How long a script has to tidy up when it is stopped. */
const graceMs = 5000;
/** How long output may still come when the script is gone; only a process that left its group can hold it open. */
const drainMs = 3000;
const tailLines = 200;

export interface RunLogs {
  readonly output: RunLog;
  readonly errors: RunLog;
}

export interface FollowedEnd extends GroupEnd {
  /** The end of what was written on standard error. */
  readonly tail: readonly string[];
}

/**
 * Puts what a group of processes writes into a run's logs until it has ended; ends it when the signal aborts. What the
 * leader left running is ended with it, as Glue's container is.
 * @throws the signal's reason once an aborted group is gone
 */
export async function followGroup(group: ProcessGroup, logs: RunLogs, signal: AbortSignal): Promise<FollowedEnd> {
  const stop = () => void group.end(graceMs);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const tail: string[] = [];
  const keepTail = (line: string) => {
    tail.push(line);
    if (tail.length > tailLines) tail.shift();
  };
  const drained = Promise.all([logs.output.follow(group.stdout), logs.errors.follow(group.stderr, keepTail)]);
  const end = await group.ended;
  signal.removeEventListener('abort', stop);
  group.sweep();
  const late = setTimeout(() => {
    group.stdout.destroy();
    group.stderr.destroy();
  }, drainMs);
  await drained.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
  clearTimeout(late);
  signal.throwIfAborted();
  return { ...end, tail };
}
