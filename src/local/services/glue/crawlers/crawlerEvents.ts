import type { Kernel } from '../../../kernel.ts';
import type { CrawlSummary } from '../crawling/writing/crawlSummary.ts';
import { emitGlue } from '../glueEvents.ts';
import { crawlerLogGroup, streamName } from './crawlLog.ts';

interface CrawlEvent {
  readonly region: string;
  readonly crawler: string;
  /** In milliseconds. */
  readonly started: number;
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');

/** "Glue Crawler State Change": https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-glue.html */
export function emitCrawlStarted(kernel: Kernel, { region, crawler, started }: CrawlEvent): void {
  const detail = { startTime: iso(started), state: 'Started', message: 'Crawler Started' };
  emit(kernel, region, crawler, detail);
}

export function emitCrawlSucceeded(kernel: Kernel, event: CrawlEvent, summary: CrawlSummary): void {
  const { tables, partitions } = summary;
  emit(kernel, event.region, event.crawler, {
    tablesCreated: String(tables.added.length),
    tablesUpdated: String(tables.updated.length),
    tablesDeleted: String(tables.deleted.length),
    partitionsCreated: String(partitions.added.length),
    partitionsUpdated: String(partitions.updated.length),
    partitionsDeleted: String(partitions.deleted.length),
    warningMessage: 'N/A',
    message: 'Crawler Succeeded',
    'runningTime (sec)': String(Math.round((Date.now() - event.started) / 1000)),
    completionDate: iso(Date.now()),
    state: 'Succeeded',
    cloudWatchLogLink: logLink(event.region, event.crawler),
  });
}

export function emitCrawlFailed(kernel: Kernel, event: CrawlEvent, errorMessage: string): void {
  emit(kernel, event.region, event.crawler, {
    errorMessage,
    completionDate: iso(Date.now()),
    message: 'Crawler Failed',
    state: 'Failed',
    cloudWatchLogLink: logLink(event.region, event.crawler),
  });
}

function emit(kernel: Kernel, region: string, crawlerName: string, detail: Record<string, string>): void {
  const { accountId } = kernel;
  emitGlue(
    kernel.events,
    { region, accountId },
    {
      type: 'Glue Crawler State Change',
      detail: { accountId, crawlerName, ...detail },
    },
  );
}

function logLink(region: string, crawler: string): string {
  const place = `group=${crawlerLogGroup};stream=${encodeURIComponent(streamName(crawler))}`;
  return `https://console.aws.amazon.com/cloudwatch/home?region=${region}#logEventViewer:${place}`;
}
