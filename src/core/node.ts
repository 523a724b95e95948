import type { Brand } from './brand.ts';

/** `<service>.<thing>`, such as `s3.bucket` or `glue-jobs.job`. */
export type NodeKind = `${string}.${string}`;

/** A node's address as one string, stable across sessions and connections; see `addressOf` and `idOf`. */
export type NodeId = Brand<string, 'NodeId'>;

/** Where a thing is: its kind and the names that lead to it, such as `['my-bucket', 'raw/orders.csv']`. */
export interface NodeAddress {
  readonly kind: NodeKind;
  readonly path: readonly string[];
}

/** The trees of the workbench. Runs is drawn from RunSources, not from nodes. */
export type TreeName = 'lake' | 'catalog' | 'pipelines';

/** One thing that a service holds, as trees, pickers, the command line and MCP show it. */
export interface Node extends NodeAddress {
  readonly label: string;
  /** Short facts beside the label: size, age, last state. */
  readonly description?: string;
  /** Plain text, one fact a line. */
  readonly tooltip?: string;
  /** A codicon name such as `database`. */
  readonly icon: string;
  /** A theme colour for the icon where the state asks for one, such as `charts.red`. */
  readonly iconColor?: string;
  readonly expandable: boolean;
  /** What menus and actions ask of a node beyond its kind, such as `running`, `disabled` or `csv`. */
  readonly traits?: readonly string[];
  readonly arn?: string;
  /** s3:// or https:// address that a user would copy. */
  readonly uri?: string;
}

/** The address as one string: the kind, then each name percent-encoded. */
export function idOf(address: NodeAddress): NodeId {
  return [address.kind, ...address.path.map(encodeURIComponent)].join('/') as NodeId;
}

/** The inverse of `idOf`. */
export function addressOf(id: NodeId): NodeAddress {
  const [kind = '', ...path] = id.split('/');
  return { kind: kind as NodeKind, path: path.map(decodeURIComponent) };
}
