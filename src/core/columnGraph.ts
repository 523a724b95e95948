/** A column with everything that it comes from and everything that is made of it, as far as that can be told. */

export interface ColumnNode {
  readonly key: string;
  /** The service's own id of what has the column, such as `model.shop.orders`. */
  readonly node: string;
  readonly name: string;
  readonly type: string;
  /** Empty for the rows of the node as such, as they are counted. */
  readonly column: string;
  /** The expression that makes it, as it is written. */
  readonly text: string;
  /** Why it, or a part of it, cannot be traced. */
  readonly untraced: readonly string[];
}

export interface ColumnEdge {
  readonly from: string;
  readonly to: string;
  /** The value is there as it was. */
  readonly asIs: boolean;
}

export interface ColumnGraph {
  readonly start: ColumnNode;
  readonly nodes: readonly ColumnNode[];
  readonly edges: readonly ColumnEdge[];
  /** Nodes further on whose columns are not all known, so that some may be made of it. */
  readonly unclear: readonly { readonly name: string; readonly why: string }[];
}
