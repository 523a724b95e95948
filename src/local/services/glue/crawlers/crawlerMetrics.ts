import type { Crawl } from './crawlerShapes.ts';

/**
 * https://docs.aws.amazon.com/glue/latest/webapi/API_CrawlerMetrics.html
 * @param crawls newest first
 * @param runningSince when the crawl that goes on began, in milliseconds
 */
export function crawlerMetrics(name: string, crawls: readonly Crawl[], runningSince: number | undefined) {
  const ended = crawls.flatMap((crawl) =>
    crawl.EndTime === undefined ? [] : [{ seconds: (crawl.EndTime - crawl.StartTime) / 1000, tables: crawl.tables }],
  );
  const seconds = ended.map((each) => each.seconds);
  const median = medianOf(seconds);
  const gone = runningSince === undefined ? 0 : (Date.now() - runningSince) / 1000;
  const last = ended[0]?.tables;
  return {
    CrawlerName: name,
    TimeLeftSeconds: runningSince === undefined ? 0 : Math.max(median - gone, 0),
    StillEstimating: runningSince !== undefined && seconds.length === 0,
    LastRuntimeSeconds: seconds[0] ?? 0,
    MedianRuntimeSeconds: median,
    TablesCreated: last?.added ?? 0,
    TablesUpdated: last?.updated ?? 0,
    TablesDeleted: last?.deleted ?? 0,
  };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle] ?? 0;
  return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
