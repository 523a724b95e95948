import { type Crawl, type Crawler, otherTargetKinds } from './crawlerShapes.ts';
import { crawlerLogGroup, streamName } from './crawlLog.ts';

/** A crawler as GetCrawler shows it. @param running when the crawl that goes on began, in milliseconds */
export function describeCrawler(crawler: Crawler, running: number | undefined) {
  const { CreationTime, LastUpdated, LastCrawl, Targets, ...rest } = crawler;
  return {
    ...rest,
    Targets: {
      ...Object.fromEntries(otherTargetKinds.map((kind) => [kind, Targets[kind]])),
      S3Targets: Targets.S3Targets,
    },
    CrawlElapsedTime: running === undefined ? 0 : Math.max(Date.now() - running, 0),
    CreationTime: new Date(CreationTime),
    LastUpdated: new Date(LastUpdated),
    ...(LastCrawl ? { LastCrawl: { ...LastCrawl, StartTime: new Date(LastCrawl.StartTime) } } : {}),
  };
}

/** A crawl as ListCrawls shows it. */
export function describeCrawl(crawler: string, crawl: Crawl) {
  const { tables: _, trigger: __, StartTime, EndTime, ...rest } = crawl;
  return {
    ...rest,
    StartTime: new Date(StartTime),
    ...(EndTime === undefined ? {} : { EndTime: new Date(EndTime) }),
    DPUHour: 0,
    LogGroup: crawlerLogGroup,
    LogStream: streamName(crawler),
    MessagePrefix: crawl.CrawlId,
  };
}
