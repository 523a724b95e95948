import type { Expression, Query, SortItem, Window } from '../grammar/queryTree.ts';
import type { TranslationScope } from '../translation.ts';
import type { RelationRegister } from './relationReads.ts';
import type { ColumnBinding, Scope } from './scope.ts';
import type { Written } from './written.ts';

export interface WrittenQuery {
  readonly sql: string;
  readonly columns: readonly ColumnBinding[];
}

/** What one translation needs at hand, and the rules that all others come back to. */
export interface Writer {
  readonly catalog: TranslationScope;
  readonly register: RelationRegister;
  /** How often each name stands where a table can. */
  readonly mentions: ReadonlyMap<string, number>;
  /** A name that nothing else has. */
  fresh(): string;
  /** A writer whose relations are not noted, for looking ahead at types. */
  apart(): Writer;
  expression(node: Expression, scope: Scope): Written;
  query(node: Query, scope: Scope): WrittenQuery;
  sortItems(items: readonly SortItem[], scope: Scope): string;
  window(window: Window, scope: Scope): string;
}
