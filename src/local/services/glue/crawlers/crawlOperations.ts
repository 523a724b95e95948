/** Starting, stopping and following crawls: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-crawling.html */
import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import type { Call, Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import { glueOperation, invalidInput } from '../glueOperation.ts';
import { pageSize, readToken } from '../paging.ts';
import { crawlerMetrics } from './crawlerMetrics.ts';
import { type Crawl, crawlerName, cronSchedule, type ScheduleState } from './crawlerShapes.ts';
import { type CrawlersCtx, needCrawler } from './crawlersCtx.ts';
import { type CrawlFilter, crawlFilter, matchesFilters } from './crawlFilters.ts';
import { describeCrawl } from './describeCrawler.ts';

export function crawlOperations(ctx: CrawlersCtx): Operations {
  const named = z.object({ Name: crawlerName });
  const scheduled = z.object({ CrawlerName: crawlerName });

  const setSchedule = (call: Call, name: string, State: ScheduleState, already: string) => {
    const crawler = needCrawler(ctx, call, name);
    if (!crawler.Schedule) {
      throw new Fault('NoScheduleException', `There is no schedule for the crawler with name ${name}`);
    }
    if (crawler.Schedule.State === State) {
      throw new Fault(already, `The schedule of the crawler with name ${name} is ${State} already`);
    }
    const changed = { ...crawler, Schedule: { ...crawler.Schedule, State } };
    ctx.crawlers.crawlers(call.region).put(name, changed);
    ctx.schedules.set(call.region, changed);
  };

  return {
    StartCrawler: glueOperation(named, (input, call) => ctx.runner.start(call.region, input.Name)),

    StopCrawler: glueOperation(named, (input, call) => ctx.runner.stop(call.region, input.Name)),

    StartCrawlerSchedule: glueOperation(scheduled, (input, call) =>
      setSchedule(call, input.CrawlerName, 'SCHEDULED', 'SchedulerRunningException'),
    ),

    StopCrawlerSchedule: glueOperation(scheduled, (input, call) =>
      setSchedule(call, input.CrawlerName, 'NOT_SCHEDULED', 'SchedulerNotRunningException'),
    ),

    UpdateCrawlerSchedule: glueOperation(
      z.object({ CrawlerName: crawlerName, Schedule: cronSchedule.optional() }),
      (input, call) => {
        const { Schedule: known, ...rest } = needCrawler(ctx, call, input.CrawlerName);
        const crawler = input.Schedule
          ? {
              ...rest,
              Schedule: { ScheduleExpression: input.Schedule, State: known?.State ?? ('SCHEDULED' as const) },
            }
          : rest;
        ctx.crawlers.crawlers(call.region).put(crawler.Name, crawler);
        ctx.schedules.set(call.region, crawler);
      },
    ),

    ListCrawls: glueOperation(
      z.object({ CrawlerName: crawlerName, ...paging, Filters: z.array(crawlFilter).nullish() }),
      (input, call) => {
        needCrawler(ctx, call, input.CrawlerName);
        const filters: readonly CrawlFilter[] = input.Filters ?? [];
        const crawls = ctx.crawlers
          .crawls(call.region, input.CrawlerName, readCrawlToken(input.NextToken))
          .filter((crawl) => matchesFilters(crawl, filters));
        const placeOf = (crawl: Crawl) => `${crawl.StartTime} ${crawl.CrawlId}`;
        const { items, ...next } = takePage(crawls, placeOf, pageSize({ MaxResults: 20, ...given(input) }, 1000));
        return { Crawls: items.map((crawl) => describeCrawl(input.CrawlerName, crawl)), ...next };
      },
    ),

    GetCrawlerMetrics: glueOperation(
      z.object({ ...paging, CrawlerNameList: z.array(crawlerName).max(100).nullish() }),
      (input, call) => {
        const from = readToken(input.NextToken) ?? '';
        const wanted = input.CrawlerNameList?.length ? new Set(input.CrawlerNameList) : undefined;
        const names = [...ctx.crawlers.crawlers(call.region).all()]
          .map(({ id }) => id)
          .filter((name) => name > from && (wanted?.has(name) ?? true));
        const { items, ...next } = takePage(names, (name) => name, pageSize(input, 1000));
        const metrics = items.map((name) =>
          crawlerMetrics(name, [...ctx.crawlers.crawls(call.region, name)], ctx.runner.runningSince(call.region, name)),
        );
        return { CrawlerMetricsList: metrics, ...next };
      },
    ),
  };
}

function given(input: { readonly MaxResults?: number | null | undefined }) {
  return typeof input.MaxResults === 'number' ? { MaxResults: input.MaxResults } : {};
}

function readCrawlToken(token: string | null | undefined) {
  const place = readToken(token);
  if (place === undefined) return undefined;
  const [started, id] = place.split(' ');
  if (!id || !Number.isFinite(Number(started))) throw invalidInput('The pagination token is not valid.');
  return { started: Number(started), id };
}
