import type { Expression, Query } from './grammar/queryTree.ts';

/** A SELECT, WITH or VALUES: its own text, which views are kept as, and its tree. */
export interface RedshiftQuery {
  readonly sql: string;
  readonly at: number;
  readonly tree: Query;
}

/** An expression as it was written, such as a default, and its tree. */
export interface RedshiftExpression {
  readonly sql: string;
  readonly at: number;
  readonly tree: Expression;
}
