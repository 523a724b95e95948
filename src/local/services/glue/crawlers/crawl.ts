/** One crawl: look at every target, then write what is new. https://docs.aws.amazon.com/glue/latest/dg/crawler-running.html */
import type { Kernel } from '../../../kernel.ts';
import type { CatalogStore } from '../catalog/catalogStore.ts';
import type { CsvClassifier } from '../crawling/formats/csvSchema.ts';
import type { CrawlSummary } from '../crawling/writing/crawlSummary.ts';
import type { CrawlLog } from '../crawling/writing/writeCtx.ts';
import { writeTables } from '../crawling/writing/writeTables.ts';
import { type CrawlerConfiguration, readConfiguration } from './crawlerConfiguration.ts';
import { type Crawler, otherTargetKinds } from './crawlerShapes.ts';
import type { CrawlerStore } from './crawlerStore.ts';
import { CrawlFailure, crawlPlace, type PlaceFound } from './crawlPlace.ts';

export interface CrawlCtx {
  readonly kernel: Kernel;
  readonly catalog: CatalogStore;
  readonly crawlers: CrawlerStore;
  /** Those of a crawler's classifiers that are there and can be honoured; says in the log which cannot. */
  readonly classifiersOf: (region: string, names: readonly string[], log: CrawlLog) => readonly CsvClassifier[];
}

export interface CrawlLogLines extends CrawlLog {
  benchmark(text: string): void;
}

/**
 * @param summary is filled in as things are done, so that it tells of a crawl that failed half-way too
 * @throws CrawlFailure when not all that it was asked for could be read and written
 */
export async function crawl(
  ctx: CrawlCtx,
  request: { readonly region: string; readonly crawler: Crawler; readonly summary: CrawlSummary },
  log: CrawlLogLines,
  signal: AbortSignal,
): Promise<void> {
  const { region, crawler, summary } = request;
  const configuration = readConfiguration(crawler.Configuration);
  const database = checkTargets(ctx, region, crawler);
  log.info(`Crawler configured with SchemaChangePolicy ${JSON.stringify(crawler.SchemaChangePolicy)}.`);
  if (crawler.Configuration) log.info(`Crawler configured with Configuration ${crawler.Configuration}.`);

  const findings = await lookAtAll(ctx, { region, crawler, configuration }, log, signal);
  const count = findings.reduce((all, finding) => all + finding.tables.length, 0);
  const most = configuration.CrawlerOutput?.Tables?.TableThreshold;
  if (most !== undefined && count > most) {
    throw new CrawlFailure(
      `The number of tables detected by crawler: ${count} is greater than the table threshold value provided: ${most}. ` +
        'Failing crawler without writing to Data Catalog.',
    );
  }
  log.benchmark(`Classification complete, writing results to database ${database}`);
  const failures = await writeTables(
    {
      crawler: crawler.Name,
      region,
      database,
      options: writeOptions(crawler, configuration),
      catalog: ctx.catalog,
      call: (operation, input, abort) => ctx.kernel.call('glue', operation, input, { region, signal: abort }),
      log,
      summary,
    },
    findings,
    signal,
  );
  log.benchmark('Finished writing to Catalog');
  if (isIncremental(crawler)) rememberFolders(ctx, region, crawler.Name, findings);
  const reasons = [...findings.flatMap((finding) => finding.reasons), ...failures];
  if (reasons.length > 0) throw new CrawlFailure(inShort(reasons));
}

/** The database to write to. @throws CrawlFailure for what the local crawlers cannot do */
function checkTargets(ctx: CrawlCtx, region: string, crawler: Crawler): string {
  const others = otherTargetKinds.filter((kind) => crawler.Targets[kind].length > 0);
  if (others.length > 0) {
    throw new CrawlFailure(`The local endpoint crawls S3Targets only; this crawler also has ${others.join(', ')}.`);
  }
  if (crawler.RecrawlPolicy.RecrawlBehavior === 'CRAWL_EVENT_MODE') {
    throw new CrawlFailure(
      'The local endpoint has no queues of S3 events: it does not crawl with RecrawlBehavior CRAWL_EVENT_MODE.',
    );
  }
  const database = (crawler.DatabaseName ?? '').toLowerCase();
  if (!database) throw new CrawlFailure('The crawler has no DatabaseName to write its tables to.');
  if (!ctx.catalog.database(region, database)) throw new CrawlFailure(`Database ${database} not found.`);
  return database;
}

async function lookAtAll(
  ctx: CrawlCtx,
  request: { readonly region: string; readonly crawler: Crawler; readonly configuration: CrawlerConfiguration },
  log: CrawlLogLines,
  signal: AbortSignal,
): Promise<PlaceFound[]> {
  const { region, crawler, configuration } = request;
  const classifiers = ctx.classifiersOf(region, crawler.Classifiers, log);
  const findings: PlaceFound[] = [];
  for (const target of crawler.Targets.S3Targets) {
    const { Grouping } = configuration;
    const finding = await crawlPlace(
      {
        objects: ctx.kernel.objects,
        target,
        classifiers,
        combine: Grouping?.TableGroupingPolicy === 'CombineCompatibleSchemas',
        tableLevel: Grouping?.TableLevelConfiguration,
        knownFolder: (uri) => (isIncremental(crawler) ? ctx.crawlers.folder(region, crawler.Name, uri) : undefined),
        log,
      },
      signal,
    );
    if (finding.tables.length === 0 && finding.broken.length === 0) log.warn(`Nothing to catalog at ${target.Path}.`);
    findings.push(finding);
  }
  return findings;
}

function isIncremental(crawler: Crawler): boolean {
  return crawler.RecrawlPolicy.RecrawlBehavior === 'CRAWL_NEW_FOLDERS_ONLY';
}

/** Not those with a file that could not be read: they are to be looked at again. */
function rememberFolders(ctx: CrawlCtx, region: string, crawler: string, findings: readonly PlaceFound[]): void {
  ctx.crawlers.transaction(() => {
    for (const { folders, broken } of findings) {
      const damaged = new Set(broken.map((uri) => uri.slice(0, uri.lastIndexOf('/') + 1)));
      for (const [uri, groups] of folders) if (!damaged.has(uri)) ctx.crawlers.putFolder(region, crawler, uri, groups);
    }
  });
}

function writeOptions(crawler: Crawler, { CrawlerOutput, CreatePartitionIndex }: CrawlerConfiguration) {
  return {
    tablePrefix: crawler.TablePrefix ?? '',
    updates: crawler.SchemaChangePolicy.UpdateBehavior,
    deletes: crawler.SchemaChangePolicy.DeleteBehavior,
    mergeNewColumns: CrawlerOutput?.Tables?.AddOrUpdateBehavior === 'MergeNewColumns',
    partitionsInherit: CrawlerOutput?.Partitions?.AddOrUpdateBehavior === 'InheritFromTable',
    createPartitionIndex: CreatePartitionIndex ?? false,
  };
}

const mostReasons = 3;

function inShort(reasons: readonly string[]): string {
  const more = reasons.length - mostReasons;
  const first = reasons.slice(0, mostReasons).join('. ');
  return more > 0 ? `${first}. And ${more} more, see the log.` : `${first}.`;
}
