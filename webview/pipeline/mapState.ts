import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type Hit, hitNodes, isBroken } from '../../src/core/pipeline-map/hits.ts';
import { layOutMap, type PlacedMap } from '../../src/core/pipeline-map/layout.ts';
import type { MapNode, NodeState } from '../../src/core/pipeline-map/pipelineMap.ts';
import { reach } from '../../src/core/pipeline-map/reach.ts';
import type { PipelinePanelState, PipelineView } from '../../src/protocol/pipelineProtocol.ts';
import type { View } from '../graph/panZoom.ts';

/** What the page shows and what the reader has chosen in it. */
export class MapState {
  readonly view: Signal<PipelineView> = signal({ kind: 'waiting' });
  readonly states: Signal<ReadonlyMap<string, NodeState>> = signal(new Map());
  readonly asking = signal<{ busy: boolean; faults: readonly string[] }>({ busy: false, faults: [] });
  readonly selected: Signal<string | undefined>;
  readonly query: Signal<string>;
  /** How the picture is moved; undefined until it has been fitted. */
  readonly pan: Signal<View | undefined>;
  readonly onlyHit = signal(false);
  readonly placed: ReadonlySignal<PlacedMap | undefined>;
  readonly hits: ReadonlySignal<ReadonlyMap<string, Hit>>;
  readonly failed: ReadonlySignal<readonly MapNode[]>;
  /** What is not dimmed; undefined for everything. */
  readonly lit: ReadonlySignal<ReadonlySet<string> | undefined>;
  readonly matches: ReadonlySignal<readonly MapNode[]>;
  readonly #kept: PipelinePanelState;
  readonly #keep: (state: object) => void;

  constructor(kept: PipelinePanelState, keep: (state: object) => void) {
    this.#kept = kept;
    this.#keep = keep;
    this.selected = signal(kept.selected);
    this.query = signal(kept.query ?? '');
    this.pan = signal(kept.view);
    this.placed = computed(() => (this.view.value.kind === 'shown' ? layOutMap(this.view.value.map) : undefined));
    this.hits = computed(() =>
      this.view.value.kind === 'shown' ? hitNodes(this.view.value.map, this.states.value) : new Map(),
    );
    this.failed = computed(() => this.nodes().filter(({ id }) => isBroken(this.states.value.get(id)?.state)));
    this.matches = computed(() => {
      const wanted = this.query.value.trim().toLowerCase();
      return wanted === ''
        ? []
        : this.nodes().filter(({ id, label }) => `${label} ${id}`.toLowerCase().includes(wanted));
    });
    this.lit = computed(() => this.#lit());
  }

  nodes(): readonly MapNode[] {
    return this.view.value.kind === 'shown' ? this.view.value.map.nodes : [];
  }

  node(id: string | undefined): MapNode | undefined {
    return id === undefined ? undefined : this.nodes().find((node) => node.id === id);
  }

  show(view: PipelineView): void {
    this.view.value = view;
  }

  merge(reset: boolean, states: readonly (readonly [string, NodeState])[]): void {
    this.states.value = new Map([...(reset ? [] : this.states.value), ...states]);
  }

  select(id: string | undefined): void {
    this.selected.value = id;
    this.keep();
  }

  /** What a reload of the window brings back. */
  keep(): void {
    const [selected, query, view] = [this.selected.value, this.query.value, this.pan.value];
    this.#keep({
      ...this.#kept,
      ...(selected === undefined ? {} : { selected }),
      query,
      ...(view ? { view } : {}),
    });
  }

  #lit(): ReadonlySet<string> | undefined {
    const view = this.view.value;
    if (view.kind !== 'shown') return undefined;
    if (this.onlyHit.value) return new Set([...this.failed.value.map(({ id }) => id), ...this.hits.value.keys()]);
    if (this.query.value.trim() !== '') return new Set(this.matches.value.map(({ id }) => id));
    const selected = this.node(this.selected.value)?.id;
    if (selected === undefined) return undefined;
    return new Set([...reach(view.map, [selected], 'downstream'), ...reach(view.map, [selected], 'upstream')]);
  }
}
