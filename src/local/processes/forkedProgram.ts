/** A program of this product in a process of its own, called over Node's IPC. */
import { type ChildProcess, fork } from 'node:child_process';
import { Caller } from './ipc.ts';

/** How a process ended: how, such as `signal SIGKILL`, and the last that it wrote to stderr. */
export interface ProcessEnd {
  readonly how: string;
  readonly complaint: string;
}

export interface ForkedProgram<A extends object> {
  readonly child: ChildProcess;
  readonly caller: Caller<A>;
  /** Resolves once the process has gone, however it ended; its calls have failed by then. */
  readonly gone: Promise<void>;
}

export interface ForkOptions {
  readonly file: string;
  /** Beside this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Told of the end; what it returns is what calls fail with. */
  readonly onEnd: (child: ChildProcess, end: ProcessEnd) => Error;
}

/** How much of what a process complains of is kept, in characters. */
const complaintLength = 4000;

export function forkProgram<A extends object>({ file, env, onEnd }: ForkOptions): ForkedProgram<A> {
  const child = fork(file, [], {
    // Inside the editor, `process.execPath` is Electron.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ...env },
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let complaint = '';
  child.stderr?.on('data', (data: Buffer) => {
    complaint = (complaint + data.toString()).slice(-complaintLength);
  });
  const caller = new Caller<A>(child);
  const gone = new Promise<void>((resolve) => {
    const end = (how: string) => {
      caller.end(onEnd(child, { how, complaint }));
      resolve();
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  return { child, caller, gone };
}
