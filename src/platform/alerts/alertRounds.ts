/** One look after the other at what has failed: in the newest runs, and in what topics of the local endpoint say. */
import type { Alert } from '../../core/alert.ts';
import { homeOf } from '../../core/connection.ts';
import { idOf } from '../../core/node.ts';
import type { Run, Step } from '../../core/run.ts';
import type { Ctx } from '../ctx.ts';
import type { Service } from '../service.ts';
import { type AlertStore, alertId } from './alertStore.ts';

import type { News } from './news.ts';
import { readCause } from './readCause.ts';
import { readMessage } from './readMessage.ts';
import { messagesSince, type PublishedMessage } from './topicMessages.ts';
import { descentOf, failedStep, hasFailed, isWatched, nameMatches, watchedRuns } from './watchedRuns.ts';

/** What is watched. */
export interface AlertScope {
  /** Names of pipelines, with `*`, or ids of nodes. */
  readonly pipelines: readonly string[];
  /** Names of topics, with `*`. */
  readonly topics: readonly string[];
}

/** A message and a run without its id are of one failure when they are so close. */
const sameFailureMs = 10 * 60_000;
const mostCause = 500;

export class AlertRounds {
  readonly #services: readonly Service[];
  readonly #store: AlertStore;
  /** What was looked at and needs no second look. */
  readonly #settled = new Set<string>();

  constructor(services: readonly Service[], store: AlertStore) {
    this.#services = services;
    this.#store = store;
  }

  /**
   * Looks once, and keeps what is new.
   * @returns the alerts that were not known before, to anybody
   */
  async look(ctx: Ctx, scope: AlertScope, signal: AbortSignal): Promise<readonly Alert[]> {
    const home = `${ctx.connection.id} ${ctx.connection.region}`;
    const since = await this.#store.since(home);
    const runs = await watchedRuns(ctx, this.#services, scope.pipelines, signal);
    const found: Alert[] = [];
    // Messages first: they say more than a run's list does, and come before the run that sent them has ended.
    for (const alert of await this.#fromMessages(ctx, scope, runs, since)) {
      if (await this.#store.add(alert)) found.push(alert);
      // The run that it is about may be forgotten when the message is read again.
      else if (alert.message) await this.#store.passOver(alert.message.id);
    }
    const known = await this.#store.all();
    for (const run of runs) {
      if (!hasFailed(run) || (run.endedAt ?? run.startedAt ?? 0) < since || !isWatched(scope.pipelines, run)) continue;
      const id = runAlertId(ctx, run);
      if (this.#settled.has(id)) continue;
      if (known.some((alert) => alert.id === id || (alert.message && isSame(alert, run)))) {
        this.#settled.add(id);
        continue;
      }
      const descent = await descentOf(run, runs, (parent) => this.#stepsOf(ctx, parent, signal));
      if (descent.kind === 'pending') continue;
      this.#settled.add(id);
      if (descent.kind !== 'own') continue;
      const alert = await this.#ofRun(ctx, id, run, signal);
      if (await this.#store.add(alert)) found.push(alert);
    }
    if (found.length > 0) await this.#store.prune(home);
    return found;
  }

  async #ofRun(ctx: Ctx, id: string, run: Run, signal: AbortSignal): Promise<Alert> {
    const step = failedStep(await this.#stepsOf(ctx, run, signal));
    const cause = causeOf(run, step);
    return {
      id,
      at: run.endedAt ?? Date.now(),
      pipeline: run.title,
      run: run.ref,
      home: homeOf(ctx.connection),
      ...(step ? { step: step.name } : {}),
      ...(cause ? { cause: cause.slice(0, mostCause) } : {}),
    };
  }

  async #fromMessages(ctx: Ctx, scope: AlertScope, runs: readonly Run[], since: number): Promise<readonly Alert[]> {
    const { root, trusted } = ctx.workspace;
    if (ctx.connection.kind !== 'local' || root === undefined || !trusted) return [];
    const alerts: Alert[] = [];
    const known = new Set((await this.#store.all()).map((alert) => alert.message?.id));
    for (const message of await messagesSince(root, since, (id) => this.#settled.has(id))) {
      this.#settled.add(message.id);
      if (known.has(message.id) || (await this.#store.isPassedOver(message.id))) continue;
      if (!nameMatches(scope.topics, message.topic.split(':').at(-1) ?? '')) continue;
      const news = readMessage(message);
      if (news.failed) alerts.push(ofMessage(ctx, message, news, runs));
    }
    return alerts;
  }

  async #stepsOf(ctx: Ctx, run: Run, signal: AbortSignal): Promise<readonly Step[]> {
    const source = this.#services.find(({ name }) => name === run.ref.service)?.runs;
    try {
      return (await source?.steps?.(ctx, run.ref, signal)) ?? [];
    } catch (error) {
      signal.throwIfAborted();
      ctx.log.debug(`the steps of ${run.ref.id} could not be read: ${String(error)}`);
      return [];
    }
  }
}

/** Lists of runs may leave the error out; the step that failed has it. A name says more where the cause is in plain words. */
function causeOf(run: Run, step: Step | undefined): string {
  const { name, message = '' } = run.error ?? step?.error ?? {};
  const cause = readCause(message);
  return cause === message ? [name, message].filter(Boolean).join(': ') : cause;
}

/** A run that starts anew under the same id, as a replication task does, fails anew. */
function runAlertId(ctx: Ctx, { ref, startedAt }: Run): string {
  // All tries of one event of Lambda's have its request's id, and are told once.
  const which = ref.service === 'lambda' ? [ref.id.split('@')[0] ?? ''] : [ref.id, `${startedAt}`];
  return alertId(['run', ctx.connection.id, ctx.connection.region, ref.service, idOf(ref.of), ...which]);
}

function ofMessage(ctx: Ctx, message: PublishedMessage, news: News, runs: readonly Run[]): Alert {
  const run = runOfNews(news, message.at, runs);
  const { id, topic, subject, text } = message;
  return {
    id: run ? runAlertId(ctx, run) : alertId(['message', ctx.connection.id, ...namedBy(message, news)]),
    at: message.at,
    pipeline: run?.title ?? news.pipeline ?? topic.split(':').at(-1) ?? topic,
    home: homeOf(ctx.connection),
    message: { id, topic, text, ...(subject === undefined ? {} : { subject }) },
    ...(run ? { run: run.ref } : {}),
    ...(news.step ? { step: news.step } : {}),
    ...(news.cause ? { cause: readCause(news.cause).slice(0, mostCause) } : {}),
  };
}

/** Messages that name one run are of one failure, also where nobody here knows that run. */
function namedBy({ id }: PublishedMessage, { run, pipeline, service }: News): readonly string[] {
  return run === undefined ? [id] : [service ?? '', pipeline ?? '', run];
}

/** The run that a message is about: by the id that it names, else the one of that name that failed or ran just then. */
function runOfNews(news: News, at: number, runs: readonly Run[]): Run | undefined {
  const ofService = runs.filter(({ ref }) => news.service === undefined || ref.service === news.service);
  const { run: id, pipeline } = news;
  if (id !== undefined) {
    const exact = ofService.find(({ ref }) => ref.id === id || ref.id.includes(id));
    if (exact) return exact;
  }
  if (pipeline === undefined) return undefined;
  return ofService.find(
    (each) =>
      isNamed(each, pipeline) &&
      each.state !== 'succeeded' &&
      Math.abs((each.endedAt ?? Date.now()) - at) < sameFailureMs,
  );
}

function isNamed({ title, ref }: Run, name: string): boolean {
  return title === name || ref.of.path.some((each) => each === name || each.split(':').at(-1) === name);
}

/** Whether an alert of a message that named no run that was known is of this run. */
function isSame(alert: Alert, run: Run): boolean {
  if (alert.run) return alert.run.id === run.ref.id && alert.run.service === run.ref.service && isClose(alert, run);
  return isNamed(run, alert.pipeline) && isClose(alert, run);
}

const isClose = ({ at }: Alert, { startedAt = 0, endedAt = Date.now() }: Run) =>
  at >= startedAt && Math.abs(endedAt - at) < sameFailureMs;
