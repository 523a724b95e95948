import type { ConnectionHome } from '../core/connection.ts';
import type { LogEvent } from '../core/logEvent.ts';
import type { NodeAddress } from '../core/node.ts';
import type { Run, RunGraph, RunRef, Step } from '../core/run.ts';
import type { Api } from './rpc.ts';

/**
 * What can be done with a run, as far as its service and its state allow; `watch` looks at it again after a failure,
 * `switch` connects the window to where the run belongs.
 */
export type RunAction = 'stop' | 'redrive' | 'rerun' | 'engine-ui' | 'console' | 'copy-id' | 'watch' | 'switch';

export interface RunFailure {
  readonly message: string;
  readonly hint: string | null;
  readonly way: 'watch' | 'switch';
}

/** What is read of a step when somebody looks at it. */
export interface StepMore {
  readonly sections: readonly { readonly title: string; readonly text: string }[];
  /** What can be done with it, by the ids of the actions. */
  readonly actions: readonly { readonly id: string; readonly title: string }[];
}

/** What the host tells the page of a run. */
export interface RunPage extends Api {
  /** The run is told from its beginning: what was told before is forgotten. */
  begin(input: null): Promise<null>;
  show(input: {
    run: Run;
    /** Steps before this index are as they were told; from here on they are `steps`. A run may have many thousands. */
    from: number;
    steps: readonly Step[];
    graph: RunGraph | null;
    actions: readonly RunAction[];
  }): Promise<null>;
  /** Lines in the order in which they were written. */
  append(input: { lines: readonly LogEvent[] }): Promise<null>;
  /** Shows a step, by its name, as if it was clicked. */
  select(input: { step: string }): Promise<null>;
  logsEnded(input: { reason: string | null }): Promise<null>;
  /** What is shown of the run stays; `way` leads out. With `switch` nothing is done with the run until then. */
  fail(input: RunFailure): Promise<null>;
}

/** What the page asks of the host. */
export interface RunHost extends Api {
  act(input: { action: RunAction }): Promise<null>;
  openRun(input: { run: RunRef }): Promise<null>;
  stepMore(input: { step: NodeAddress }, signal: AbortSignal): Promise<StepMore>;
  actOnStep(input: { action: string; step: NodeAddress }): Promise<null>;
  /** A place that a traceback names: `File "…/script.py", line 12`. */
  openSource(input: { file: string; line: number }): Promise<null>;
  copy(input: { text: string }): Promise<null>;
  openText(input: { title: string; text: string }): Promise<null>;
}

/** What a panel keeps over a reload of the window: enough to find its run again. */
export interface RunPanelState {
  readonly kind: 'run';
  readonly run: RunRef;
  /** Where it runs; unknown to panels of earlier versions. */
  readonly home?: ConnectionHome;
  /** The step that is looked at first, by its name. */
  readonly step?: string;
}
