/** https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-crawling.html */
import { z } from 'zod';
import { Fault } from '../../../server/fault.ts';
import type { Call, Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import { glueArn } from '../arns.ts';
import { alreadyExists, glueOperation } from '../glueOperation.ts';
import { pageSize, readToken } from '../paging.ts';
import { tagsInput } from '../tags.ts';
import { completeCrawler } from './completeCrawler.ts';
import { type Crawler, crawlerName, crawlerSettings } from './crawlerShapes.ts';
import { type CrawlersCtx, needCrawler } from './crawlersCtx.ts';
import { describeCrawler } from './describeCrawler.ts';

export function crawlerOperations(ctx: CrawlersCtx): Operations {
  const describe = (crawler: Crawler, call: Call) =>
    describeCrawler(crawler, ctx.runner.runningSince(call.region, crawler.Name));

  const after = function* (call: Call, token: string | null | undefined): Generator<Crawler> {
    const from = readToken(token);
    for (const { value } of ctx.crawlers.crawlers(call.region).all()) {
      if (from === undefined || value.Name > from) yield value;
    }
  };

  const checkClassifiers = (call: Call, names: readonly string[] | undefined) => {
    for (const name of names ?? []) ctx.checkClassifier(call.region, name);
  };

  const needReady = (crawler: Crawler) => {
    if (crawler.State !== 'READY') {
      throw new Fault('CrawlerRunningException', `Crawler ${crawler.Name} is currently running`);
    }
  };

  return {
    CreateCrawler: glueOperation(
      crawlerSettings.extend({ Name: crawlerName, Tags: tagsInput.optional() }),
      ({ Name, Tags, Schedule, ...given }, call) => {
        checkClassifiers(call, given.Classifiers);
        const settings = completeCrawler(given);
        const now = Date.now();
        const crawler: Crawler = {
          ...settings,
          Name,
          ...(Schedule ? { Schedule: { ScheduleExpression: Schedule, State: 'SCHEDULED' as const } } : {}),
          State: 'READY',
          CreationTime: now,
          LastUpdated: now,
          Version: 1,
        };
        if (!ctx.crawlers.crawlers(call.region).insert(Name, crawler)) {
          throw alreadyExists(`Crawler with name ${Name} already exists`);
        }
        ctx.tags.add(call.region, glueArn(call, 'crawler', Name), Tags ?? {});
        ctx.schedules.set(call.region, crawler);
      },
    ),

    UpdateCrawler: glueOperation(
      crawlerSettings.partial().extend({ Name: crawlerName }),
      ({ Name, Schedule, ...given }, call) => {
        const old = needCrawler(ctx, call, Name);
        needReady(old);
        checkClassifiers(call, given.Classifiers);
        const changed = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
        const { Schedule: known, ...rest } = old;
        const schedule =
          Schedule === undefined
            ? known
            : Schedule && { ScheduleExpression: Schedule, State: known?.State ?? ('SCHEDULED' as const) };
        const crawler: Crawler = {
          ...rest,
          ...completeCrawler({ ...rest, ...changed }),
          ...(schedule ? { Schedule: schedule } : {}),
          LastUpdated: Date.now(),
          Version: old.Version + 1,
        };
        ctx.crawlers.transaction(() => {
          ctx.crawlers.crawlers(call.region).put(Name, crawler);
          // Another target or classifier may see other things in the same folders.
          ctx.crawlers.forgetFolders(call.region, Name);
        });
        ctx.schedules.set(call.region, crawler);
      },
    ),

    GetCrawler: glueOperation(z.object({ Name: crawlerName }), (input, call) => ({
      Crawler: describe(needCrawler(ctx, call, input.Name), call),
    })),

    GetCrawlers: glueOperation(z.object(paging), (input, call) => {
      const { items, ...next } = takePage(after(call, input.NextToken), ({ Name }) => Name, pageSize(input, 1000));
      return { Crawlers: items.map((each) => describe(each, call)), ...next };
    }),

    ListCrawlers: glueOperation(z.object({ ...paging, Tags: tagsInput.nullish() }), (input, call) => {
      const wanted = Object.entries(input.Tags ?? {});
      const tagged = after(call, input.NextToken).filter(({ Name }) => {
        if (wanted.length === 0) return true;
        const tags = ctx.tags.get(call.region, glueArn(call, 'crawler', Name));
        return wanted.every(([key, value]) => tags[key] === value);
      });
      const { items, ...next } = takePage(tagged, ({ Name }) => Name, pageSize(input, 1000));
      return { CrawlerNames: items.map(({ Name }) => Name), ...next };
    }),

    BatchGetCrawlers: glueOperation(z.object({ CrawlerNames: z.array(z.string()).max(100) }), (input, call) => {
      const found = input.CrawlerNames.map((name) => ({ name, crawler: ctx.crawlers.crawlers(call.region).get(name) }));
      return {
        Crawlers: found.flatMap(({ crawler }) => (crawler ? [describe(crawler, call)] : [])),
        CrawlersNotFound: found.filter(({ crawler }) => !crawler).map(({ name }) => name),
      };
    }),

    DeleteCrawler: glueOperation(z.object({ Name: crawlerName }), (input, call) => {
      needReady(needCrawler(ctx, call, input.Name));
      ctx.crawlers.deleteCrawler(call.region, input.Name);
      ctx.schedules.forget(call.region, input.Name);
      ctx.tags.forget(call.region, glueArn(call, 'crawler', input.Name));
    }),
  };
}
