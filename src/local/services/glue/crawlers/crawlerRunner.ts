import { randomUUID } from 'node:crypto';
import { Fault } from '../../../server/fault.ts';
import { type CrawlSummary, emptySummary, summaryText } from '../crawling/writing/crawlSummary.ts';
import type { EndedRuns } from '../endedRuns.ts';
import { notFound } from '../glueOperation.ts';
import { type CrawlCtx, crawl } from './crawl.ts';
import { emitCrawlFailed, emitCrawlStarted, emitCrawlSucceeded } from './crawlerEvents.ts';
import type { Crawl, Crawler, CrawlState, LastCrawl } from './crawlerShapes.ts';
import { CrawlLogStream, crawlerLogGroup, streamName } from './crawlLog.ts';
import { CrawlFailure } from './crawlPlace.ts';

export const interruptedCrawl = 'the local endpoint stopped while the crawl was going on';

type Ending = 'stop' | 'shutdown';

interface ActiveCrawl {
  readonly started: number;
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

const lastStatus = { COMPLETED: 'SUCCEEDED', FAILED: 'FAILED', STOPPED: 'CANCELLED' } as const;

/** Takes crawlers from READY over RUNNING back to READY, and puts right what an endpoint before left behind. */
export class CrawlerRunner {
  readonly #ctx: CrawlCtx;
  readonly #ended: EndedRuns;
  readonly #active = new Map<string, ActiveCrawl>();

  constructor(ctx: CrawlCtx, ended: EndedRuns) {
    this.#ctx = ctx;
    this.#ended = ended;
  }

  /** Begins a crawl; returns at once. @throws Fault EntityNotFoundException, CrawlerRunningException */
  start(region: string, name: string, trigger?: string): void {
    const crawler = this.#ctx.crawlers.crawlers(region).get(name);
    if (!crawler) throw notFound(`Crawler with name ${name} does not exist`);
    const key = keyOf(region, name);
    // A crawler whose last crawl has just ended is READY a moment before it may be started again.
    if (crawler.State !== 'READY' || this.#active.has(key)) {
      throw new Fault('CrawlerRunningException', `Crawler with name ${name} has already started`);
    }
    const begun: Crawl = {
      CrawlId: randomUUID(),
      State: 'RUNNING',
      StartTime: Date.now(),
      ...(trigger === undefined ? {} : { trigger }),
    };
    this.#ctx.crawlers.transaction(() => {
      this.#ctx.crawlers.crawlers(region).put(name, { ...crawler, State: 'RUNNING' });
      this.#ctx.crawlers.putCrawl(region, name, begun);
    });
    const abort = new AbortController();
    // Not before the caller has its answer.
    const done = new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => this.#run(region, crawler, begun, abort))
      .catch((error: unknown) => this.#ctx.kernel.log.error(`the crawl of ${name} could not be recorded`, error));
    this.#active.set(key, { started: begun.StartTime, abort, done });
  }

  /** @throws Fault EntityNotFoundException, CrawlerNotRunningException, CrawlerStoppingException */
  stop(region: string, name: string): void {
    const crawlers = this.#ctx.crawlers.crawlers(region);
    const crawler = crawlers.get(name);
    if (!crawler) throw notFound(`Crawler with name ${name} does not exist`);
    const active = this.#active.get(keyOf(region, name));
    if (crawler.State === 'STOPPING') {
      throw new Fault('CrawlerStoppingException', `Crawler with name ${name} is stopping`);
    }
    if (crawler.State !== 'RUNNING' || !active) {
      throw new Fault('CrawlerNotRunningException', `Crawler with name ${name} isn't running`);
    }
    crawlers.put(name, { ...crawler, State: 'STOPPING' });
    active.abort.abort('stop' satisfies Ending);
  }

  /** When the crawl that goes on began, in milliseconds. */
  runningSince(region: string, name: string): number | undefined {
    return this.#active.get(keyOf(region, name))?.started;
  }

  /** Crawls that an earlier endpoint did not finish have failed. */
  recover(): void {
    for (const { region, crawler } of this.#ctx.crawlers.everywhere()) {
      // The endpoint listens already: this one was asked of this process.
      if (crawler.State === 'READY' || this.#active.has(keyOf(region, crawler.Name))) continue;
      const [last] = this.#ctx.crawlers.crawls(region, crawler.Name).take(1);
      const begun = last?.State === 'RUNNING' ? last : undefined;
      const crawlOf: Crawl = begun ?? { CrawlId: randomUUID(), State: 'RUNNING', StartTime: Date.now() };
      this.#finish(region, crawler.Name, crawlOf, 'FAILED', emptySummary(), interruptedCrawl);
    }
  }

  /** Ends all crawls, as the endpoint stops. */
  async close(): Promise<void> {
    const active = [...this.#active.values()];
    for (const each of active) each.abort.abort('shutdown' satisfies Ending);
    await Promise.all(active.map((each) => each.done));
  }

  async #run(region: string, crawler: Crawler, begun: Crawl, abort: AbortController): Promise<void> {
    const { kernel } = this.#ctx;
    const { Name } = crawler;
    const summary = emptySummary();
    let state: Exclude<CrawlState, 'RUNNING'> = 'COMPLETED';
    let message: string | undefined;
    {
      await using log = new CrawlLogStream(kernel, region, Name, begun.CrawlId);
      try {
        log.benchmark(`Running Start Crawl for Crawler ${Name}`);
        emitCrawlStarted(kernel, { region, crawler: Name, started: begun.StartTime });
        await crawl(this.#ctx, { region, crawler, summary }, log, abort.signal);
      } catch (error) {
        [state, message] = this.#endingOf(Name, error, abort.signal);
        if (state === 'FAILED') log.error(message ?? 'The crawl failed.');
        else log.info('The crawl was stopped.');
      }
      log.benchmark('Crawler has finished running and is in state READY');
    }
    this.#active.delete(keyOf(region, Name));
    this.#finish(region, Name, begun, state, summary, message);
  }

  #endingOf(name: string, error: unknown, signal: AbortSignal): ['FAILED' | 'STOPPED', string | undefined] {
    if (signal.aborted) {
      return (signal.reason as Ending) === 'stop' ? ['STOPPED', undefined] : ['FAILED', interruptedCrawl];
    }
    if (error instanceof CrawlFailure || error instanceof Fault) return ['FAILED', error.message];
    this.#ctx.kernel.log.error(`the crawl of ${name} failed`, error);
    return ['FAILED', `Internal Service Exception: ${error instanceof Error ? error.message : String(error)}`];
  }

  #finish(
    region: string,
    name: string,
    begun: Crawl,
    state: Exclude<CrawlState, 'RUNNING'>,
    summary: CrawlSummary,
    message: string | undefined,
  ): void {
    const { kernel, crawlers } = this.#ctx;
    const { tables } = summary;
    const said = message === undefined ? {} : { ErrorMessage: message };
    const last: LastCrawl = {
      Status: lastStatus[state],
      ...said,
      LogGroup: crawlerLogGroup,
      LogStream: streamName(name),
      MessagePrefix: begun.CrawlId,
      StartTime: begun.StartTime,
    };
    crawlers.transaction(() => {
      // As it is now: a schedule may have been changed meanwhile.
      const crawler = crawlers.crawlers(region).get(name);
      if (!crawler) return;
      crawlers.crawlers(region).put(name, { ...crawler, State: 'READY', LastCrawl: last });
      crawlers.putCrawl(region, name, {
        ...begun,
        State: state,
        EndTime: Date.now(),
        Summary: summaryText(summary),
        ...said,
        tables: { added: tables.added.length, updated: tables.updated.length, deleted: tables.deleted.length },
      });
    });
    const event = { region, crawler: name, started: begun.StartTime };
    if (state === 'COMPLETED') emitCrawlSucceeded(kernel, event, summary);
    else if (state === 'FAILED') emitCrawlFailed(kernel, event, message ?? '');
    this.#ended.announce({ kind: 'crawler', region, name, state: lastStatus[state], trigger: begun.trigger });
  }
}

function keyOf(region: string, name: string): string {
  return `${region} ${name}`;
}
