import { Fault } from '../../server/fault.ts';
import type { Collection, Store } from '../../state/store.ts';
import { defaultBus, type Rule, type RuleName, ruleId } from './rule.ts';

export interface Bus {
  readonly name: string;
  readonly description?: string;
  /** JSON text of its resource policy. */
  readonly policy?: string;
  /** ISO 8601. */
  readonly created: string;
  readonly modified: string;
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What became of one event at one target. */
export interface Invocation {
  /** ISO 8601. */
  readonly time: string;
  readonly event: { readonly id: string; readonly source: string; readonly 'detail-type': string };
  readonly targetId?: string;
  readonly targetArn?: string;
  /** MISSED: an occurrence of a schedule that the endpoint was not there for. */
  readonly state: 'SUCCEEDED' | 'FAILED' | 'MISSED';
  readonly attempts: number;
  /** What the target's service answered. */
  readonly result?: unknown;
  readonly error?: string;
}

const keptInvocations = 100;

export class RuleStore {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  transaction<T>(change: () => T): T {
    return this.#store.transaction(change);
  }

  regions(): string[] {
    return this.#store.regionsOf('events.rule');
  }

  /** By `bus/rule`. */
  rules(region: string): Collection<Rule> {
    return this.#store.collection('events.rule', region);
  }

  /** By name; the default one is always there. */
  buses(region: string): Collection<Bus> {
    const buses = this.#store.collection<Bus>('events.bus', region);
    if (!buses.get(defaultBus)) {
      const now = new Date().toISOString();
      buses.insert(defaultBus, { name: defaultBus, created: now, modified: now });
    }
    return buses;
  }

  /** By ARN. */
  tags(region: string): Collection<readonly Tag[]> {
    return this.#store.collection('events.tags', region);
  }

  /** By `bus/rule/time-number`. */
  invocations(region: string): Collection<Invocation> {
    return this.#store.collection('events.invocation', region);
  }

  /** @throws Fault ResourceNotFoundException */
  bus(region: string, name: string): Bus {
    const found = this.buses(region).get(name);
    if (!found) throw new Fault('ResourceNotFoundException', `Event bus ${name} does not exist.`);
    return found;
  }

  /** @throws Fault ResourceNotFoundException when there is no such rule, or no such bus */
  rule(region: string, id: RuleName): Rule {
    this.bus(region, id.bus);
    const found = this.rules(region).get(ruleId(id));
    if (found) return found;
    throw new Fault('ResourceNotFoundException', `Rule ${id.name} does not exist on EventBus ${id.bus}.`);
  }

  put(region: string, rule: Rule): void {
    this.rules(region).put(ruleId(rule), rule);
  }

  deleteRule(region: string, id: RuleName): void {
    this.#store.transaction(() => {
      this.rules(region).delete(ruleId(id));
      const invocations = this.invocations(region);
      for (const { id: each } of [...invocations.all(`${ruleId(id)}/`)]) invocations.delete(each);
    });
  }

  record(region: string, rule: RuleName, invocation: Invocation): void {
    const invocations = this.invocations(region);
    const prefix = `${ruleId(rule)}/`;
    invocations.put(`${prefix}${invocation.time}-${invocation.event.id}-${invocation.targetId ?? ''}`, invocation);
    const surplus = invocations.count(prefix) - keptInvocations;
    if (surplus <= 0) return;
    for (const { id } of invocations.page({ prefix, limit: surplus }).items) invocations.delete(id);
  }
}
