import type { Expression, Query, Relation } from './grammar/queryTree.ts';
import type { RelationName } from './names.ts';
import type { RedshiftQuery } from './source.ts';

/** A column that an UPDATE or MERGE sets. */
export interface Assignment {
  readonly column: string;
  readonly at: number;
  /** `DEFAULT` when missing. */
  readonly value?: Expression;
}

export interface Insert {
  readonly kind: 'insert';
  readonly with?: Query['with'];
  readonly table: RelationName;
  readonly columns?: readonly { readonly name: string; readonly at: number }[];
  readonly source:
    | { readonly kind: 'values'; readonly rows: readonly (readonly (Expression | 'default')[])[] }
    | { readonly kind: 'query'; readonly query: RedshiftQuery }
    | { readonly kind: 'defaults' };
}

export interface Update {
  readonly kind: 'update';
  readonly with?: Query['with'];
  readonly table: RelationName;
  readonly alias?: string;
  readonly set: readonly Assignment[];
  readonly from: readonly Relation[];
  readonly where?: Expression;
}

export interface Delete {
  readonly kind: 'delete';
  readonly with?: Query['with'];
  readonly table: RelationName;
  readonly alias?: string;
  readonly using: readonly Relation[];
  readonly where?: Expression;
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_MERGE.html */
export interface Merge {
  readonly kind: 'merge';
  readonly table: RelationName;
  readonly alias?: string;
  readonly source: Relation;
  readonly on: Expression;
  /** `REMOVE DUPLICATES` when missing. */
  readonly actions?: {
    readonly matched?: { readonly kind: 'update'; readonly set: readonly Assignment[] } | { readonly kind: 'delete' };
    readonly notMatched?: {
      readonly columns?: readonly { readonly name: string; readonly at: number }[];
      readonly values: readonly (Expression | 'default')[];
    };
  };
}
