import type { ConnectionHome } from './connection.ts';
import type { RunRef } from './run.ts';

/** Something that failed, as a person is told of it. */
export interface Alert {
  /** Of what happened, not of how it became known: the same failure has the same id wherever it is seen. */
  readonly id: string;
  /** When it failed, in milliseconds. */
  readonly at: number;
  /** The job, state machine or DAG, by name. */
  readonly pipeline: string;
  /** Absent where nothing tells which run it was. */
  readonly run?: RunRef;
  /** The part of the run that failed. */
  readonly step?: string;
  readonly cause?: string;
  /** Where it runs. */
  readonly home: ConnectionHome;
  /** The message that told of it, where one did. */
  readonly message?: { readonly id: string; readonly topic: string; readonly subject?: string; readonly text: string };
}

/** An alert and whether the user has seen it. */
export interface KeptAlert extends Alert {
  readonly read: boolean;
}
