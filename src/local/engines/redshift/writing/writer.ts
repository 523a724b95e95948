import type { Expression, Query, SortItem, Window } from '../grammar/queryTree.ts';
import type { RelationName } from '../names.ts';
import type { Scope, ScopeRelation } from '../translation.ts';
import type { RedshiftType } from '../types/redshiftType.ts';
import type { ColumnBinding, NameScope } from './scope.ts';
import type { Written } from './written.ts';

export interface WrittenQuery {
  readonly sql: string;
  readonly columns: readonly ColumnBinding[];
}

/** How the columns of a query come out. */
export interface QueryShape {
  /** Each column is cast to the type that it is said to have: DuckDB's own may be a wider one. */
  readonly exact?: boolean;
  /** Puts each column into a column of a table. */
  readonly assign?: (value: Written, index: number, at: number) => Written;
}

/** What one translation needs at hand, and the rules that all others come back to. */
export interface Writer {
  readonly catalog: Scope;
  /** A name that nothing else has. */
  fresh(): string;
  /** Looks a relation up and notes that it is read; `undefined` when there is none. */
  relation(name: RelationName): ScopeRelation | undefined;
  /** The place of a parameter in the SQL, with the type that it is taken for. */
  parameter(name: string, type: RedshiftType): string;
  expression(node: Expression, scope: NameScope): Written;
  query(node: Query, scope: NameScope, shape?: QueryShape): WrittenQuery;
  sortItems(items: readonly SortItem[], scope: NameScope): string;
  window(window: Window, scope: NameScope): string;
}
