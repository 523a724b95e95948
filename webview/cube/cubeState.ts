/** What the page of a cube shows and asks; the host keeps the cells, the page everything else. */
import { signal } from '@preact/signals';
import { type AppError, isCancellation, toAppError } from '../../src/core/appError.ts';
import type { ConnectionHome } from '../../src/core/connection.ts';
import type { ChartType, CubeView } from '../../src/core/cube/cubeView.ts';
import { emptyPivot, type MemberPath, type PivotRequest } from '../../src/core/cube/pivotRequest.ts';
import type {
  CubeAge,
  CubeHost,
  CubePanelState,
  PivotChanges,
  PivotPart,
  PivotStep,
  ScrollPlace,
  ShownCube,
  ShownPivot,
} from '../../src/protocol/cubeProtocol.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import { blockColumns, blockRows } from './cellBlocks.ts';
import { type AxisName, stepTo, toggle } from './requestChanges.ts';

export type Loading = 'cube' | 'pivot' | null;

/** Steps back that are kept. */
const keptSteps = 100;
/** How long scrolling pauses before its place is kept. */
const restMs = 200;

/** The state and its changes; `cube.value` is there once the cube is open. */
export class CubeState {
  readonly cube = signal<ShownCube | null>(null);
  readonly request = signal<PivotRequest>(emptyPivot);
  readonly chart = signal<ChartType>('none');
  readonly viewName = signal('');
  /** The request that `pivot` answers: headers and cells are never shown with another's. */
  readonly answered = signal<{ readonly request: PivotRequest; readonly pivot: ShownPivot } | null>(null);
  /** What differs from the last time that this was asked: null where it never was, undefined until that is known. */
  readonly changes = signal<PivotChanges | null | undefined>(undefined);
  /** The part of the table that is seen: its cells come with the next answer. */
  inSight: PivotPart = { rowOffset: 0, rows: blockRows, columnOffset: 0, columns: blockColumns };
  readonly loading = signal<Loading>('cube');
  readonly failure = signal<AppError | null>(null);
  readonly away = signal<string | null>(null);
  readonly age = signal<CubeAge | null>(null);
  readonly comparing = signal(false);
  /** The cube itself is being brought up to date; the table stays what it was until that is done. */
  readonly refreshing = signal(false);
  /** Of the table in pixels: where it begins when it is drawn first. */
  scroll: ScrollPlace;
  readonly back = signal<readonly PivotRequest[]>([]);
  readonly forward = signal<readonly PivotRequest[]>([]);
  readonly host: Rpc<CubeHost>;
  readonly #keep: (kept: Omit<CubePanelState, 'kind' | 'cube'>) => void;
  #remembering: ReturnType<typeof setTimeout> | undefined;
  #home: ConnectionHome | undefined;
  #asking = new AbortController();
  #comparedWith = 0;

  constructor(
    host: Rpc<CubeHost>,
    keep: (kept: Omit<CubePanelState, 'kind' | 'cube'>) => void,
    { view, scroll }: Omit<CubePanelState, 'kind' | 'cube'>,
  ) {
    this.host = host;
    this.#keep = keep;
    this.scroll = scroll ?? { top: 0, left: 0 };
    if (!view) return;
    this.request.value = view.request;
    this.chart.value = view.chart;
    this.viewName.value = view.name === unnamed ? '' : view.name;
  }

  /** Where the panel belongs, as the host says. */
  set home(home: ConnectionHome | null) {
    this.#home = home ?? undefined;
    this.#remember();
  }

  /** Opens the cube, and asks for what was shown last, or for a first look at it. */
  async open(): Promise<void> {
    await this.#work('cube', async (given) => {
      const cube = await this.host.call('open', null, given);
      this.cube.value = cube;
      const { request } = this;
      if (request.value.measures.length === 0 && request.value.rows.levels.length === 0)
        request.value = firstLook(cube);
      await this.#ask({ kind: 'all' }, given);
      void this.#askAge();
    });
  }

  /** Shows another pivot; the one before is a step back away. */
  change(request: PivotRequest): void {
    this.back.value = [...this.back.value.slice(-keptSteps), this.request.value];
    this.forward.value = [];
    this.#show(request);
  }

  toggle(axis: AxisName, path: MemberPath, open: boolean): void {
    this.change(toggle(this.request.value, axis, path, open));
  }

  step(direction: 'back' | 'forward'): void {
    const [from, to] = direction === 'back' ? [this.back, this.forward] : [this.forward, this.back];
    const request = from.value.at(-1);
    if (!request) return;
    from.value = from.value.slice(0, -1);
    to.value = [...to.value, this.request.value];
    this.#show(request);
  }

  setChart(chart: ChartType): void {
    this.chart.value = chart;
    this.#remember();
  }

  showView(view: CubeView): void {
    this.chart.value = view.chart;
    this.viewName.value = view.name;
    this.change(view.request);
  }

  /** What was there stays in sight, and in its place, until the new answer is there. */
  reload(): void {
    void this.open();
  }

  async refresh(): Promise<void> {
    if (this.refreshing.value) return;
    this.refreshing.value = true;
    try {
      // Errors are shown by the host; a cube that was refreshed comes back by `show`.
      await this.host.call('refresh', null);
    } finally {
      this.refreshing.value = false;
    }
  }

  /** Kept once scrolling has come to rest. */
  scrolled(place: ScrollPlace): void {
    this.scroll = place;
    clearTimeout(this.#remembering);
    this.#remembering = setTimeout(() => this.#remember(), restMs);
  }

  cancel(): void {
    this.#asking.abort();
    this.loading.value = null;
  }

  async saveView(name: string): Promise<void> {
    const view = { name, request: this.request.value, chart: this.chart.value };
    this.#views(await this.host.call('saveView', { view }));
    this.viewName.value = name;
    this.#remember();
  }

  async deleteView(name: string): Promise<void> {
    this.#views(await this.host.call('deleteView', { name }));
    this.viewName.value = '';
    this.#remember();
  }

  #views(views: readonly CubeView[] | null): void {
    if (views && this.cube.value) this.cube.value = { ...this.cube.value, views };
  }

  /** What the engine has answered already is not asked again. */
  #show(request: PivotRequest): void {
    const answered = this.loading.value === null && this.failure.value === null ? this.answered.value : null;
    const how: PivotStep = answered ? stepTo(answered.request, request) : { kind: 'all' };
    this.request.value = request;
    this.#remember();
    void this.#work('pivot', (given) => this.#ask(how, given));
  }

  async #ask(how: PivotStep, given: AbortSignal): Promise<void> {
    const request = this.request.value;
    if (request.measures.length === 0) {
      this.answered.value = null;
      return;
    }
    const pivot = await this.host.call('pivot', { request, how, part: this.inSight }, given);
    if (given.aborted) return;
    this.answered.value = { request, pivot };
    // An order changes no figure, so that what was found to differ still does.
    if (how.kind === 'all') void this.#askChanges(pivot.number);
  }

  async #askChanges(number: number): Promise<void> {
    this.changes.value = undefined;
    this.#comparedWith = number;
    // A comparison that fails is missed where there is none.
    const changes = await this.host.call('changes', { number }).catch(() => null);
    if (this.#comparedWith === number) this.changes.value = changes;
  }

  /** What is asked last is what is shown: an earlier question is given up. */
  async #work(what: NonNullable<Loading>, work: (given: AbortSignal) => Promise<void>): Promise<void> {
    this.#asking.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.loading.value = what;
    this.failure.value = null;
    try {
      await work(asking.signal);
    } catch (error) {
      if (!asking.signal.aborted && !isCancellation(error)) this.failure.value = toAppError(error);
    } finally {
      if (this.#asking === asking) this.loading.value = null;
    }
  }

  async #askAge(): Promise<void> {
    try {
      this.age.value = await this.host.call('age', null);
    } catch {
      // The age is a courtesy; who may not see it sees the table.
      this.age.value = null;
    }
  }

  #remember(): void {
    const name = this.viewName.value || unnamed;
    const view = { name, request: this.request.value, chart: this.chart.value };
    this.#keep({ view, scroll: this.scroll, ...(this.#home ? { home: this.#home } : {}) });
  }
}

/** What a pivot without a name is called in the state of a panel. */
const unnamed = ' ';

/** The first hierarchy or dimension on rows, a date on columns, the first measure that is no count. */
function firstLook({ cube }: ShownCube): PivotRequest {
  const dated = cube.hierarchies.find(({ levels }) =>
    cube.levels.some((level) => level.name === levels[0] && level.part),
  );
  const nested = cube.hierarchies.find((hierarchy) => hierarchy !== dated);
  const plain = cube.levels.find((level) => level.part === undefined && level.kind !== 'integer');
  const rows = nested?.levels ?? (plain ? [plain.name] : []);
  const columns = (dated?.levels ?? []).filter((name) => !rows.includes(name));
  const measure = cube.measures.find(({ aggregate }) => aggregate !== 'count') ?? cube.measures[0];
  const axis = (levels: readonly string[]) => ({ levels, depth: 1, expanded: [], collapsed: [] });
  return {
    ...emptyPivot,
    rows: axis(rows),
    columns: axis(columns),
    measures: measure ? [{ measure: measure.name, show: 'value' }] : [],
  };
}
