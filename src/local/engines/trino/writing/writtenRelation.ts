import type { ColumnBinding, MergedColumn, RelationBinding, Scope } from './scope.ts';
import type { Writer } from './writer.ts';
import type { Written } from './written.ts';

/** A piece of a FROM clause and what it brings into scope. */
export interface WrittenRelation {
  readonly sql: string;
  readonly relations: readonly RelationBinding[];
  readonly merged: ReadonlyMap<string, MergedColumn>;
  /** What `*` stands for, in order. */
  readonly star: readonly StarColumn[];
}

export interface StarColumn {
  readonly label?: string;
  readonly value: Written;
  readonly binding?: ColumnBinding;
  readonly relation?: RelationBinding;
}

/** What there is besides the relation itself. */
export interface RelationContext {
  /** The scope of the query, without its own FROM. */
  readonly outer: Scope;
  /** What stands to the left, that UNNEST and LATERAL can see. */
  readonly left?: WrittenRelation;
  readonly writer: Writer;
}
