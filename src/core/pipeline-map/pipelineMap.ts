/** One graph of a pipeline: what holds data, what makes it, and who says so. */
import type { NodeAddress } from '../node.ts';
import type { RunRef, RunState } from '../run.ts';

/** What holds data. A dbt model is the table or view that it makes. */
export const datasetKinds = [
  'source-table',
  'lake-folder',
  'catalog-table',
  'warehouse-table',
  'model',
  'cube',
  'data-set',
] as const;

/** What makes data, or starts what does. */
export const jobKinds = [
  'glue-job',
  'crawler',
  'lambda',
  'dms-task',
  'state-machine',
  'dag',
  'task',
  'dbt-project',
  'schedule',
  'query',
  'job',
] as const;

export type DatasetKind = (typeof datasetKinds)[number];
export type JobKind = (typeof jobKinds)[number];

/** Who says that something is there, or that one thing makes another. */
export type Evidence =
  /** A line of a file, from the workspace's folder with `/`. */
  | { readonly kind: 'file'; readonly file: string; readonly line: number }
  /** A run that reported it. */
  | { readonly kind: 'openlineage'; readonly producer: string; readonly at: number }
  /** A service, such as the Glue catalog. */
  | { readonly kind: 'service'; readonly service: string };

export interface MapNode {
  /** Canonical: see names.ts. */
  readonly id: string;
  readonly kind: DatasetKind | JobKind;
  readonly label: string;
  /** The band it stands in, from left to right; see `MapLayer`. */
  readonly layer: string;
  /** What the workbench knows it as: opening it and its actions go by this. */
  readonly address?: NodeAddress;
  /** The table that a model is, where the workbench knows that too: its rows are counted there. */
  readonly table?: NodeAddress;
  /** The folder of its files, where it is a table in S3. */
  readonly place?: string;
  /** Where it is written down. */
  readonly evidence: readonly Evidence[];
  readonly owner?: string;
  readonly description?: string;
  /** What could not be told when it was read, a sentence each. */
  readonly unresolved?: readonly string[];
}

/**
 * `data`: what `from` holds goes into `to`. `starts`: `from` starts `to`. `holds`: `from` is a place in which `to` lies,
 * as a folder lies in another, or the files of a table.
 */
export interface MapEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'data' | 'starts' | 'holds';
  readonly evidence: readonly Evidence[];
}

/** A band of the picture, such as raw or silver. */
export interface MapLayer {
  readonly name: string;
  readonly title: string;
}

/** What could not be read, with its place. */
export interface MapFault {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

export interface PipelineMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** From left to right. */
  readonly layers: readonly MapLayer[];
  readonly faults: readonly MapFault[];
}

/** What services say of a node now. */
export interface NodeState {
  readonly state?: RunState;
  /** The run that the state is of. */
  readonly run?: RunRef;
  /** Milliseconds since the epoch: when the run began, or when the data last changed. */
  readonly at?: number;
  readonly rows?: number;
  readonly bytes?: number;
  readonly owner?: string;
  /** The error of a failed run. */
  readonly error?: string;
  /** It is not there: nobody has made it yet. */
  readonly missing?: boolean;
}

export function isDataset(node: Pick<MapNode, 'kind'>): boolean {
  return (datasetKinds as readonly string[]).includes(node.kind);
}
