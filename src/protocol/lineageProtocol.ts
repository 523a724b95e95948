import type { ColumnGraph } from '../core/columnGraph.ts';
import type { NodeAddress } from '../core/node.ts';
import type { Api } from './rpc.ts';

/** What a page of a column shows. */
export type LineageView =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'shown'; readonly graph: ColumnGraph }
  | { readonly kind: 'failed'; readonly message: string; readonly hint: string | null };

/** What the host tells the page. */
export interface LineagePage extends Api {
  show(input: { view: LineageView }): Promise<null>;
}

/** What the page asks of the host. */
export interface LineageHost extends Api {
  /** Shows another column in the same panel. */
  trace(input: { node: string; column: string }): Promise<null>;
  /** Opens the file of what has the column. */
  open(input: { node: string }): Promise<null>;
  /** Looks again, as after a change of a model. */
  refresh(input: null): Promise<null>;
}

/** What a panel keeps over a reload of the window. */
export interface LineagePanelState {
  readonly kind: 'lineage';
  readonly of: NodeAddress;
  readonly column: string;
}
