import type { ConnectionHome } from '../core/connection.ts';
import type { NodeState, PipelineMap } from '../core/pipeline-map/pipelineMap.ts';
import type { Api } from './rpc.ts';

/** What a page of the map shows. */
export type PipelineView =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'shown'; readonly map: PipelineMap }
  | { readonly kind: 'failed'; readonly message: string; readonly hint: string | null };

export const mapFormats = ['svg', 'mermaid', 'openlineage'] as const;
export type MapFormat = (typeof mapFormats)[number];

/** One thing that can be done with a node, as its menu in the trees has it. */
export interface NodeAction {
  readonly id: string;
  readonly title: string;
  readonly destructive: boolean;
}

/** What the host tells the page. */
export interface PipelinePage extends Api {
  show(input: { view: PipelineView }): Promise<null>;
  /** States that came to be known, to be merged with those before; `reset` forgets them first. */
  states(input: { reset: boolean; states: readonly (readonly [string, NodeState])[] }): Promise<null>;
  /** Whether services are being asked, and who could not be. */
  asking(input: { busy: boolean; faults: readonly string[] }): Promise<null>;
}

/** What the page asks of the host. */
export interface PipelineHost extends Api {
  /** Reads the files again and asks for all states. */
  refresh(input: null): Promise<null>;
  /** The nodes on screen, whose states are wanted first. */
  visible(input: { ids: readonly string[] }): Promise<null>;
  /** Opens the thing: rows of a table, the file of a model, the last run of a job. */
  open(input: { node: string }): Promise<null>;
  openEvidence(input: { file: string; line: number }): Promise<null>;
  openRun(input: { node: string }): Promise<null>;
  actions(input: { node: string }): Promise<readonly NodeAction[]>;
  act(input: { node: string; action: string }): Promise<null>;
  exportAs(input: { format: MapFormat; only: readonly string[] | null }): Promise<null>;
}

/** What a panel keeps over a reload of the window. */
export interface PipelinePanelState {
  readonly kind: 'pipeline';
  readonly home?: ConnectionHome;
  readonly selected?: string;
  readonly query?: string;
  readonly view?: { readonly x: number; readonly y: number; readonly scale: number };
}
