import type {
  Evidence,
  MapEdge,
  MapFault,
  MapLayer,
  MapNode,
  PipelineMap,
} from '../../core/pipeline-map/pipelineMap.ts';
import { mergeStorage } from './mergeStorage.ts';
import { placeInLayers } from './placeInLayers.ts';

/** A node as a reader finds it; where it stands follows from all of them. */
export type FoundNode = Omit<MapNode, 'layer' | 'evidence'>;

/** Nodes and edges by who joins what, while readers still add to them. */
export interface DraftMap {
  readonly nodes: Map<string, FoundNode & { evidence: Evidence[] }>;
  readonly edges: Map<string, { from: string; to: string; kind: MapEdge['kind']; evidence: Evidence[] }>;
}

/** A layer as strata.yaml declares it. */
export interface DeclaredPlace extends MapLayer {
  /** The folder that it is, such as `s3://bucket/raw/`. */
  readonly folder: string;
}

/** How many say the same before more of them say nothing new. */
const mostEvidence = 8;
/** Kinds that say more of the same thing: a model is a table that is known to be made by dbt. */
const tellingKinds: readonly MapNode['kind'][] = ['model', 'source-table'];

/** Collects what readers find. The same thing found twice is one node, with what each of them knows. */
export class MapBuilder {
  readonly #draft: DraftMap = { nodes: new Map(), edges: new Map() };
  readonly #faults: MapFault[] = [];
  readonly #layers: DeclaredPlace[] = [];

  node(found: FoundNode, evidence: Evidence): string {
    const known = this.#draft.nodes.get(found.id);
    if (!known) {
      this.#draft.nodes.set(found.id, { ...found, evidence: [evidence] });
      return found.id;
    }
    const [first, second] = tellingKinds.includes(found.kind) ? [known, found] : [found, known];
    const unresolved = [...new Set([...(known.unresolved ?? []), ...(found.unresolved ?? [])])];
    this.#draft.nodes.set(found.id, {
      ...first,
      ...second,
      ...(unresolved.length > 0 ? { unresolved } : {}),
      // The file that makes a thing comes before those that name it.
      evidence: tellingKinds.includes(found.kind)
        ? added([evidence], ...known.evidence)
        : added(known.evidence, evidence),
    });
    return found.id;
  }

  /** Whether a reader has found it already. */
  has(id: string): boolean {
    return this.#draft.nodes.has(id);
  }

  get(id: string): FoundNode | undefined {
    return this.#draft.nodes.get(id);
  }

  ids(): string[] {
    return [...this.#draft.nodes.keys()];
  }

  edge(from: string, to: string, kind: MapEdge['kind'], evidence: Evidence): void {
    if (from === to) return;
    const key = JSON.stringify([from, to, kind]);
    const known = this.#draft.edges.get(key);
    if (known) known.evidence = added(known.evidence, evidence);
    else this.#draft.edges.set(key, { from, to, kind, evidence: [evidence] });
  }

  fault(fault: MapFault): void {
    this.#faults.push(fault);
  }

  layer(layer: DeclaredPlace): void {
    this.#layers.push(layer);
  }

  /** The map of everything that was found. */
  build(): PipelineMap {
    mergeStorage(this.#draft, this.#layers);
    const { nodes, layers } = placeInLayers(this.#draft, this.#layers);
    return { nodes, edges: [...this.#draft.edges.values()], layers, faults: this.#faults };
  }
}

function added(known: readonly Evidence[], ...more: readonly Evidence[]): Evidence[] {
  const all = new Map([...known, ...more].map((each) => [JSON.stringify(each), each]));
  return [...all.values()].slice(0, mostEvidence);
}
