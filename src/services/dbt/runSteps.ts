import type { Step, StepState } from '../../core/run.ts';
import type { DbtEvent, DbtEventNode, DbtEventResult } from './events.ts';

/** dbt's words for how a node went. https://docs.getdbt.com/reference/artifacts/run-results-json */
const states: Readonly<Record<string, StepState>> = {
  success: 'succeeded',
  pass: 'succeeded',
  warn: 'caught',
  'no-op': 'skipped',
  error: 'failed',
  fail: 'failed',
  'runtime error': 'failed',
  skipped: 'skipped',
  'partial success': 'failed',
};

/** Names of hooks of the project, which dbt treats as nodes. */
const hookType = 'operation';

/** The nodes of an invocation as steps, in the order in which they began; grows with the events that are added. */
export class RunSteps {
  readonly #steps = new Map<string, Step>();

  add(events: readonly DbtEvent[]): void {
    for (const event of events) this.#addOne(event);
  }

  /** @param over whether the run is over, so that what had begun will not end any more */
  steps(over: boolean): readonly Step[] {
    const all = [...this.#steps.values()].sort((a, b) => Number(a.state === 'waiting') - Number(b.state === 'waiting'));
    if (!over) return all;
    return all.map((step) => (step.state === 'running' ? { ...step, state: 'stopped' } : step));
  }

  #addOne(event: DbtEvent): void {
    const { node } = event;
    for (const each of event.nodes ?? []) this.#steps.set(each.unique_id, waiting(each));
    if (!node) return;
    const before = this.#steps.get(node.unique_id);
    if (event.name === 'NodeStart') {
      // Steps stand in the order in which they began.
      this.#steps.delete(node.unique_id);
      this.#steps.set(node.unique_id, begun(node, event.at));
    } else if (event.name === 'NodeFinished') {
      this.#steps.set(
        node.unique_id,
        ended(before?.startedAt ? before : begun(node, event.at), node, event.result ?? {}, event.at),
      );
    } else if (event.name === 'SkippingDetails' || event.name === 'LogSkipBecauseError') {
      const step = before ?? begun(node, event.at);
      this.#steps.set(node.unique_id, { ...step, state: 'skipped', endedAt: event.at });
    }
  }
}

function waiting(node: DbtEventNode): Step {
  return { id: node.unique_id, name: shortName(node.unique_id), type: typeOf(node), state: 'waiting', attempts: 0 };
}

function begun(node: DbtEventNode, at: number): Step {
  return {
    id: node.unique_id,
    name: shortName(node.unique_id),
    type: typeOf(node),
    state: 'running',
    startedAt: timeOf(node.node_started_at) ?? at,
    attempts: 1,
  };
}

function ended(step: Step, node: DbtEventNode, result: DbtEventResult, at: number): Step {
  const status = result.status ?? node.node_status ?? '';
  const state = states[status] ?? 'succeeded';
  const facts = factsOf(node, result);
  return {
    ...step,
    type: typeOf(node),
    state,
    endedAt: timeOf(node.node_finished_at) ?? at,
    ...(Object.keys(facts).length > 0 ? { output: JSON.stringify(facts, undefined, 2) } : {}),
    ...(state === 'failed' || state === 'caught'
      ? { error: { name: status, message: result.message?.trim() || status } }
      : {}),
  };
}

/** What is worth seeing of a node's result beside its state and time. */
function factsOf(node: DbtEventNode, result: DbtEventResult): Record<string, unknown> {
  const rows = result.rows_affected === undefined ? -1 : Number(result.rows_affected);
  return {
    ...(result.message ? { message: result.message.trim() } : {}),
    ...(node.relation ? { relation: node.relation } : {}),
    // Adapters say -1 where the engine does not tell.
    ...(rows >= 0 ? { rowsAffected: rows } : {}),
    ...(result.num_failures ? { failures: result.num_failures } : {}),
  };
}

function typeOf(node: DbtEventNode): string {
  if (node.resource_type === hookType) return 'hook';
  return node.resource_type === 'model' && node.materialized ? node.materialized : (node.resource_type ?? '');
}

function timeOf(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const time = Date.parse(/Z|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** `model.shop.fct_sales` as people call it: `fct_sales`. A test's last part is a hash. */
export function shortName(id: string): string {
  const [type, , ...rest] = id.split('.');
  return (type === 'test' && rest.length > 1 ? rest.slice(0, -1) : rest).join('.') || id;
}
