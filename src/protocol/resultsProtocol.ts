import type { RelationSource } from '../core/action.ts';
import type { ConnectionHome } from '../core/connection.ts';
import type { Column, RowWindow } from '../core/relation.ts';
import type { Run } from '../core/run.ts';
import type { Filter, RelationQuery } from './engineProtocol.ts';
import type { Api } from './rpc.ts';

export type ResultsView =
  /** The query runs, or the object is fetched. */
  | { readonly kind: 'waiting'; readonly run: Run | null; readonly message: string }
  | {
      readonly kind: 'rows';
      readonly run: Run | null;
      readonly columns: readonly Column[];
      readonly partial: string | null;
    }
  | {
      readonly kind: 'error';
      readonly run: Run | null;
      readonly message: string;
      readonly hint: string | null;
      /** Whether the error leads back to a place in the user's SQL. */
      readonly hasPlace: boolean;
    };

/** What the host tells the page of a result. */
export interface ResultsPage extends Api {
  show(input: {
    title: string;
    sql: string | null;
    view: ResultsView;
    /** Where the window is not connected to where this belongs: what to say. Rows that are there stay. */
    away: string | null;
    /** What the panel would need after a reload from now on: a query that was run again is another run. */
    state: ResultsPanelState;
  }): Promise<null>;
}

/** What the page asks of the host. */
export interface ResultsHost extends Api {
  rows(input: { query: RelationQuery; offset: number; limit: number }, signal: AbortSignal): Promise<RowWindow>;
  count(input: { filter: readonly Filter[] }, signal: AbortSignal): Promise<number>;
  /** Asks for a format and a file, and writes what is shown to it. */
  export(input: { query: RelationQuery }): Promise<null>;
  rerun(input: null): Promise<null>;
  cancel(input: null): Promise<null>;
  /** Connects the window to where the result belongs. */
  switchHome(input: null): Promise<null>;
  /** Leads to the place in the user's SQL that the error names. */
  openPlace(input: null): Promise<null>;
  copy(input: { text: string }): Promise<null>;
  openText(input: { title: string; text: string; language: string }): Promise<null>;
}

/** What a panel keeps over a reload of the window. */
export interface ResultsPanelState {
  readonly kind: 'results';
  readonly source: RelationSource;
  /** Where it lies; unknown to panels of earlier versions. */
  readonly home?: ConnectionHome;
  readonly place: { readonly uri: string; readonly line: number; readonly column: number } | null;
}
