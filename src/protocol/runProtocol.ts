import type { LogEvent } from '../core/logEvent.ts';
import type { Run, RunGraph, RunRef, Step } from '../core/run.ts';
import type { Api } from './rpc.ts';

/** What can be done with a run, as far as its service and its state allow; `watch` looks at it again after a failure. */
export type RunAction = 'stop' | 'redrive' | 'rerun' | 'console' | 'copy-id' | 'watch';

/** What the host tells the page of a run. */
export interface RunPage extends Api {
  /** The run is told from its beginning: what was told before is forgotten. */
  begin(input: null): Promise<null>;
  show(input: {
    run: Run;
    steps: readonly Step[];
    graph: RunGraph | null;
    actions: readonly RunAction[];
  }): Promise<null>;
  /** Lines in the order in which they were written. */
  append(input: { lines: readonly LogEvent[] }): Promise<null>;
  logsEnded(input: { reason: string | null }): Promise<null>;
  fail(input: { message: string; hint: string | null }): Promise<null>;
}

/** What the page asks of the host. */
export interface RunHost extends Api {
  act(input: { action: RunAction }): Promise<null>;
  openRun(input: { run: RunRef }): Promise<null>;
  /** A place that a traceback names: `File "…/script.py", line 12`. */
  openSource(input: { file: string; line: number }): Promise<null>;
  copy(input: { text: string }): Promise<null>;
  openText(input: { title: string; text: string }): Promise<null>;
}

/** What a panel keeps over a reload of the window: enough to find its run again. */
export interface RunPanelState {
  readonly kind: 'run';
  readonly run: RunRef;
}
