import type { Call } from '../../../server/operation.ts';
import { notFound } from '../glueOperation.ts';
import type { TagStore } from '../tags.ts';
import type { CrawlerRunner } from './crawlerRunner.ts';
import type { CrawlerSchedules } from './crawlerSchedules.ts';
import type { Crawler } from './crawlerShapes.ts';
import type { CrawlerStore } from './crawlerStore.ts';

/** What the operations on crawlers are built from. */
export interface CrawlersCtx {
  readonly crawlers: CrawlerStore;
  readonly runner: CrawlerRunner;
  readonly schedules: CrawlerSchedules;
  readonly tags: TagStore;
  /** @throws Fault EntityNotFoundException when there is no classifier of this name */
  readonly checkClassifier: (region: string, name: string) => void;
}

/** @throws Fault EntityNotFoundException */
export function needCrawler(
  ctx: { readonly crawlers: CrawlerStore },
  call: Pick<Call, 'region'>,
  name: string,
): Crawler {
  const crawler = ctx.crawlers.crawlers(call.region).get(name);
  if (!crawler) throw notFound(`Crawler ${name} not found.`);
  return crawler;
}
