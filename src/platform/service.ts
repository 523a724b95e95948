import type { Action } from '../core/action.ts';
import type { LogBatch } from '../core/logEvent.ts';
import type { Node, NodeAddress, NodeKind, TreeName } from '../core/node.ts';
import type { Page, PageRequest } from '../core/page.ts';
import type { NodeState } from '../core/pipeline-map/pipelineMap.ts';
import type { Run, RunGraph, RunRef, Step } from '../core/run.ts';
import type { Ctx } from './ctx.ts';
import type { SqlSource } from './sqlSource.ts';

export type ListChildren = (
  ctx: Ctx,
  parent: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
) => Promise<Page<Node>>;

export type ListRoots = (ctx: Ctx, request: PageRequest, signal: AbortSignal) => Promise<Page<Node>>;

/**
 * What is known of several things of one kind, each as it comes. What has no statistics of its own has no facts: nothing
 * is counted or walked for them, and no warehouse that costs is woken.
 */
export type ListFacts = (
  ctx: Ctx,
  of: readonly NodeAddress[],
  signal: AbortSignal,
) => AsyncIterable<readonly [NodeAddress, NodeState]>;

/** How the runs of a service are found, watched and ended. */
export interface RunSource {
  /** Newest first. `of` narrows to one job, machine or DAG. */
  readonly list: (
    ctx: Ctx,
    request: PageRequest & { readonly of?: NodeAddress },
    signal: AbortSignal,
  ) => Promise<Page<Run>>;
  readonly describe: (ctx: Ctx, ref: RunRef, signal: AbortSignal) => Promise<Run>;
  readonly steps?: (ctx: Ctx, ref: RunRef, signal: AbortSignal) => Promise<readonly Step[]>;
  /** For one who asks for the steps again and again, where only what is new need be read: gives what is asked. */
  readonly followSteps?: (ctx: Ctx, ref: RunRef) => (signal: AbortSignal) => Promise<readonly Step[]>;
  readonly graph?: (ctx: Ctx, ref: RunRef, signal: AbortSignal) => Promise<RunGraph | undefined>;
  /** What is read of a step only when somebody looks at it, such as its rendered templates. */
  readonly stepSections?: (
    ctx: Ctx,
    ref: RunRef,
    step: NodeAddress,
    signal: AbortSignal,
  ) => Promise<readonly StepSection[]>;
  /** Lines oldest first; ends when the run is over and all that it wrote has been handed out. */
  readonly logs?: (ctx: Ctx, ref: RunRef, signal: AbortSignal) => AsyncIterable<LogBatch>;
  /** The address of the engine's own page of a run whose `engineUi` names one. */
  readonly engineUi?: (ctx: Ctx, ref: RunRef, signal: AbortSignal) => Promise<string>;
  /** Needs a context that was granted `write`. */
  readonly stop?: (ctx: Ctx, ref: RunRef, signal: AbortSignal) => Promise<void>;
  /** Goes on from where a failed run broke off; the run that goes on where it is another one. Needs `write`. */
  readonly redrive?: (ctx: Ctx, ref: RunRef, signal: AbortSignal) => Promise<RunRef | undefined>;
  /** Starts a new run of the same thing with the same input. Needs `write`. */
  readonly rerun?: (ctx: Ctx, ref: RunRef, signal: AbortSignal) => Promise<RunRef>;
  /** For a query: its rows, or where they lie, once it has succeeded. */
  readonly result?: (ctx: Ctx, ref: RunRef, signal: AbortSignal) => Promise<RunResult>;
}

export interface StepSection {
  readonly title: string;
  /** JSON is shown with a member a line. */
  readonly text: string;
}

/** The rows that a finished query left, and what their columns are in the words of the service. */
export type RunResult =
  /** A CSV file in S3, NULL being nothing and an empty text two quotes; `.txt` holds lines of text. */
  | { readonly kind: 'object'; readonly uri: string; readonly columns: readonly RunColumn[] }
  /** Such a CSV file on this machine, which belongs to the service. */
  | { readonly kind: 'file'; readonly file: string; readonly columns: readonly RunColumn[] }
  /** What only the service's API gives, page by page: the text of every value, or null. */
  | {
      readonly kind: 'rows';
      readonly columns: readonly RunColumn[];
      /** How many there are, where that is known. */
      readonly total?: number;
      readonly pages: (signal: AbortSignal) => AsyncIterable<readonly (readonly (string | null)[])[]>;
    };

export interface RunColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * One system that Strata knows, as data. Tree, palette, confirmation, log panel, CLI verbs and MCP tools follow from it.
 * Implementations import their SDK client lazily: a service may be listed at activation, so its entry stays light.
 */
export interface Service {
  /** As its folder: `glue-jobs`. */
  readonly name: string;
  /** As people know it: `Glue jobs`. */
  readonly title: string;
  readonly roots?: Partial<Record<TreeName, ListRoots>>;
  readonly children?: Readonly<Record<NodeKind, ListChildren>>;
  /** The node at an address, as the service knows it now; for links, the command line and restored panels. */
  readonly find?: Readonly<Record<NodeKind, (ctx: Ctx, address: NodeAddress, signal: AbortSignal) => Promise<Node>>>;
  /**
   * The node with what takes a call of its own to know, such as a job's last state. Trees draw the plain nodes at once
   * and refine the visible ones afterwards.
   */
  readonly refine?: Readonly<Record<NodeKind, (ctx: Ctx, node: Node, signal: AbortSignal) => Promise<Node>>>;
  /** What the pipeline map shows of things of these kinds: rows, size, when they changed, whose they are. */
  readonly facts?: Readonly<Record<NodeKind, ListFacts>>;
  readonly actions: readonly Action<Ctx>[];
  readonly runs?: RunSource;
  /** Statements on what the service holds, for cubes and previews. Implementations load when it is opened. */
  readonly sql?: SqlSource;
}
