import { createHash, randomUUID } from 'node:crypto';
import { nextFires } from '../../../core/scheduleExpression.ts';
import { AlarmClock } from '../../alarmClock.ts';
import { type EventMatches, parseEventPattern } from '../../event-pattern/eventPattern.ts';
import type { AwsEvent } from '../../eventBus.ts';
import type { Kernel } from '../../kernel.ts';
import { missedOccurrence } from '../../missedOccurrence.ts';
import { type Outcome, RetryQueue } from '../../retryQueue.ts';
import { writeJson } from '../../server/awsJson.ts';
import { defaultBus, type Rule, type RuleName, ruleArn, ruleId, type Target } from './rule.ts';
import type { RuleStore } from './ruleStore.ts';
import { busOfTarget, startRuleTarget } from './ruleTarget.ts';
import { eventJson, targetInput } from './targetInput.ts';

/** An event on its way to one target of a rule. */
interface Delivery {
  readonly rule: RuleName;
  readonly target: Target;
  readonly event: AwsEvent;
  /** What the target receives. */
  readonly payload: string;
}

/** EventBridge's precision: how late a scheduled rule may still fire, in milliseconds. Older occurrences are missed. */
const graceMs = 60_000;

/**
 * Matches events against the rules of their bus and lets scheduled rules fire; what is to be delivered is on disk
 * before anything is started.
 */
export class RuleEngine {
  readonly #kernel: Kernel;
  readonly #store: RuleStore;
  readonly #deliveries: RetryQueue<Delivery>;
  readonly #clock = new AlarmClock((key, at) => this.#ring(key, at));
  readonly #patterns = new Map<string, EventMatches>();
  /** Events that were taken in already, when the endpoint's own bus brings them round. */
  readonly #taken = new WeakSet<AwsEvent>();
  readonly #subscription: Disposable;

  constructor(kernel: Kernel, store: RuleStore) {
    this.#kernel = kernel;
    this.#store = store;
    this.#deliveries = new RetryQueue<Delivery>({
      store: kernel.store,
      log: kernel.log,
      collection: 'events.delivery',
      attempt: (delivery, _, region, signal) => this.#deliver(delivery, region, signal),
      policy: ({ target }) => target.RetryPolicy,
      describe: ({ rule, target, event }) =>
        `rule ${ruleId(rule)}, target ${target.Id}, event ${event.id} (${event.source}, ${event['detail-type']})`,
      settled: (delivery, region, outcome) => this.#settled(delivery, region, outcome),
    });
    // From the first moment: services that start tell what a killed process left behind.
    this.#subscription = kernel.events.subscribe((event) => {
      if (!this.#taken.has(event)) this.take(event);
    });
  }

  /** Arms scheduled rules, and goes on with what an earlier process left. */
  start(): void {
    for (const region of this.#store.regions()) {
      for (const { value } of [...this.#store.rules(region).all()]) {
        this.#recordMissed(region, value);
        this.arm(region, value);
      }
    }
    this.#deliveries.start();
  }

  async stop(): Promise<void> {
    this.#subscription[Symbol.dispose]();
    this.#clock.stop();
    await this.#deliveries.stop();
  }

  /** Puts an event on its bus; it is promised to every target of every rule that it matches when this returns. */
  put(event: AwsEvent): void {
    this.#taken.add(event);
    this.take(event);
    this.#kernel.events.emit(event);
  }

  /** @param forwarded by a rule of another bus: such an event goes to no third one */
  take(event: AwsEvent, forwarded = false): void {
    const { region } = event;
    const bus = event.busName ?? defaultBus;
    const json = eventJson(event);
    this.#store.transaction(() => {
      for (const { value: rule } of this.#store.rules(region).all(`${bus}/`)) {
        if (rule.state === 'DISABLED' || rule.pattern === undefined) continue;
        if (this.#matches(rule.pattern)(json)) this.#enqueue(region, rule, event, forwarded);
      }
    });
  }

  /** Waits for a rule's next scheduled occurrence, or for none; to be called after every change. */
  arm(region: string, rule: Rule): void {
    const after = Math.max(Date.now() - graceMs, settledUntil(rule));
    this.#clock.set(`${region} ${ruleId(rule)}`, nextOccurrence(rule, new Date(after)));
  }

  disarm(region: string, rule: RuleName): void {
    this.#clock.set(`${region} ${ruleId(rule)}`, undefined);
  }

  #matches(pattern: string): EventMatches {
    const known = this.#patterns.get(pattern);
    if (known) return known;
    const made = parseEventPattern(pattern);
    if (this.#patterns.size > 1000) this.#patterns.clear();
    this.#patterns.set(pattern, made);
    return made;
  }

  #enqueue(region: string, rule: Rule, event: AwsEvent, forwarded: boolean): void {
    const { accountId } = this.#kernel;
    const arn = ruleArn(rule, { region, accountId });
    const matched = { name: rule.name, arn, ingestionTime: new Date().toISOString() };
    for (const target of rule.targets) {
      if (forwarded && busOfTarget(target.Arn)) continue;
      const payload = targetInput(target, event, matched);
      this.#deliveries.add(region, { rule: { bus: rule.bus, name: rule.name }, target, event, payload });
    }
  }

  async #deliver(delivery: Delivery, region: string, signal: AbortSignal): Promise<unknown> {
    const { rule, target, event, payload } = delivery;
    const bus = busOfTarget(target.Arn);
    if (bus) {
      const there = bus.region || region;
      this.#store.bus(there, bus.bus);
      this.take({ ...event, region: there, busName: bus.bus }, true);
      return {};
    }
    const mark = createHash('sha256')
      .update(`${region}|${ruleId(rule)}|${target.Id}`)
      .digest('hex')
      .slice(0, 16);
    const call = { target, payload, id: `${event.id}_${mark}` };
    // Bytes and dates as JSON has them, for the record.
    return JSON.parse(writeJson(await startRuleTarget(this.#kernel, call, { region, signal })));
  }

  #settled({ rule, target, event }: Delivery, region: string, outcome: Outcome): void {
    if (!this.#store.rules(region).get(ruleId(rule))) return;
    const { id, source } = event;
    this.#store.record(region, rule, {
      time: new Date().toISOString(),
      event: { id, source, 'detail-type': event['detail-type'] },
      targetId: target.Id,
      targetArn: target.Arn,
      ...outcome,
    });
    const queue = target.DeadLetterConfig?.Arn;
    if (outcome.state === 'FAILED' && queue) {
      this.#kernel.log.warn(`rule ${ruleId(rule)}: its dead-letter queue ${queue} is not served; see its invocations`);
    }
  }

  #ring(key: string, at: Date): void {
    const [region = '', id = ''] = key.split(' ');
    const rule = this.#store.rules(region).get(id);
    if (!rule) return;
    if (Date.now() - at.getTime() > graceMs) this.#recordMissed(region, rule);
    else this.#fire(region, rule, at);
    const now = this.#store.rules(region).get(id);
    if (now) this.arm(region, now);
  }

  #fire(region: string, rule: Rule, at: Date): void {
    try {
      this.#store.transaction(() => {
        this.#store.put(region, { ...rule, lastOccurrence: at.toISOString() });
        this.#enqueue(region, rule, this.#scheduledEvent(region, rule, at), false);
      });
    } catch (error) {
      this.#kernel.log.error(`rule ${ruleId(rule)} could not fire`, error);
    }
  }

  #recordMissed(region: string, rule: Rule): void {
    const next = (after: Date) => nextOccurrence(rule, after);
    const missed = missedOccurrence(next, settledUntil(rule), Date.now() - graceMs);
    if (!missed) return;
    const { id, source } = this.#scheduledEvent(region, rule, missed);
    this.#store.transaction(() => {
      this.#store.put(region, { ...rule, lastOccurrence: missed.toISOString() });
      this.#store.record(region, rule, {
        time: missed.toISOString(),
        event: { id, source, 'detail-type': 'Scheduled Event' },
        state: 'MISSED',
        attempts: 0,
        error:
          'The local endpoint was not running. This occurrence, and any before it since the last one, did not fire.',
      });
    });
    this.#kernel.log.warn(`rule ${ruleId(rule)} missed its occurrence of ${missed.toISOString()}`);
  }

  #scheduledEvent(region: string, rule: Rule, at: Date): AwsEvent {
    const { accountId } = this.#kernel;
    return {
      id: randomUUID(),
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      account: accountId,
      time: at.toISOString(),
      region,
      resources: [ruleArn(rule, { region, accountId })],
      detail: {},
    };
  }
}

function settledUntil({ modified, lastOccurrence }: Rule): number {
  return Math.max(Date.parse(modified), lastOccurrence === undefined ? 0 : Date.parse(lastOccurrence));
}

/** Rules count in UTC, a rate from when the rule was made or changed. */
function nextOccurrence(rule: Rule, after: Date): Date | undefined {
  if (rule.schedule === undefined || rule.state === 'DISABLED') return undefined;
  return nextFires(rule.schedule, 'UTC', after, 1, new Date(rule.modified))[0];
}
