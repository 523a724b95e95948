/**
 * AWS Glue: the Data Catalog, and what fills it.
 * https://docs.aws.amazon.com/glue/latest/webapi/WebAPI_Welcome.html
 */
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import type { CatalogCtx } from './catalog/catalogCtx.ts';
import { CatalogStore } from './catalog/catalogStore.ts';
import { databaseOperations } from './catalog/databaseOperations.ts';
import { emptyOperations } from './catalog/emptyOperations.ts';
import { indexOperations } from './catalog/indexOperations.ts';
import { partitionOperations } from './catalog/partitionOperations.ts';
import { searchOperations } from './catalog/searchTables.ts';
import { statisticsOperations } from './catalog/statisticsOperations.ts';
import { tableOperations } from './catalog/tableOperations.ts';
import { versionOperations } from './catalog/versionOperations.ts';
import { ClassifierStore, classifierOperations } from './classifiers/classifierOperations.ts';
import { connectionOperations } from './connections/connectionOperations.ts';
import { crawlerOperations } from './crawlers/crawlerOperations.ts';
import { CrawlerRunner } from './crawlers/crawlerRunner.ts';
import { CrawlerSchedules } from './crawlers/crawlerSchedules.ts';
import { CrawlerStore } from './crawlers/crawlerStore.ts';
import type { CrawlersCtx } from './crawlers/crawlersCtx.ts';
import { crawlOperations } from './crawlers/crawlOperations.ts';
import { EndedRuns } from './endedRuns.ts';
import { createEngines } from './engines/engines.ts';
import { bookmarkOperations } from './jobs/bookmarkOperations.ts';
import { jobOperations } from './jobs/jobOperations.ts';
import { JobRunner } from './jobs/jobRunner.ts';
import { JobStore } from './jobs/jobStore.ts';
import type { JobsCtx } from './jobs/jobsCtx.ts';
import { runOperations } from './jobs/runOperations.ts';
import { startRun } from './jobs/startRun.ts';
import { TagStore, tagOperations } from './tags.ts';
import { triggerOperations } from './triggers/triggerOperations.ts';
import { TriggerRunner } from './triggers/triggerRunner.ts';

export function createGlue(kernel: Kernel): LocalService {
  const tags = new TagStore(kernel.store);
  const catalog: CatalogCtx = { catalog: new CatalogStore(kernel.store), tags, events: kernel.events };
  const ended = new EndedRuns();
  const jobs = createJobs(kernel, tags, ended);
  const classifiers = new ClassifierStore(kernel.store);
  const crawlers = createCrawlers(kernel, { catalog, classifiers, tags, ended });
  const triggers = createTriggers(kernel, jobs, crawlers);
  triggers.listen(ended);
  return {
    name: 'glue',
    protocol: { kind: 'json', version: '1.1' },
    operations: {
      ...databaseOperations(catalog),
      ...tableOperations(catalog),
      ...versionOperations(catalog),
      ...searchOperations(catalog),
      ...partitionOperations(catalog),
      ...indexOperations(catalog),
      ...statisticsOperations(catalog),
      ...emptyOperations(catalog),
      ...jobOperations(jobs),
      ...runOperations(jobs),
      ...bookmarkOperations(jobs, kernel.store),
      ...classifierOperations(classifiers),
      ...crawlerOperations(crawlers),
      ...crawlOperations(crawlers),
      ...triggerOperations(triggers, tags),
      ...connectionOperations(kernel.store, tags),
      ...tagOperations(tags),
    },
    async start() {
      crawlers.runner.recover();
      await jobs.runner.recover();
      crawlers.schedules.start();
      triggers.start();
    },
    async stop() {
      triggers.stop();
      crawlers.schedules.stop();
      await Promise.all([crawlers.runner.close(), jobs.runner.close()]);
    },
  };
}

function createJobs(kernel: Kernel, tags: TagStore, ended: EndedRuns): JobsCtx {
  const jobs = new JobStore(kernel.store);
  return { jobs, runner: new JobRunner(kernel, jobs, createEngines(kernel), ended), tags };
}

function createCrawlers(
  kernel: Kernel,
  parts: {
    readonly catalog: CatalogCtx;
    readonly classifiers: ClassifierStore;
    readonly tags: TagStore;
    readonly ended: EndedRuns;
  },
): CrawlersCtx {
  const { catalog, classifiers, tags, ended } = parts;
  const crawlers = new CrawlerStore(kernel.store);
  const runner = new CrawlerRunner(
    {
      kernel,
      catalog: catalog.catalog,
      crawlers,
      classifiersOf: (region, names, log) => classifiers.forCrawl(region, names, log),
    },
    ended,
  );
  const schedules = new CrawlerSchedules(crawlers, runner, kernel.log);
  const checkClassifier = (region: string, name: string) => void classifiers.need(region, name);
  return { crawlers, runner, schedules, tags, checkClassifier };
}

function createTriggers(kernel: Kernel, jobs: JobsCtx, crawlers: CrawlersCtx): TriggerRunner {
  return new TriggerRunner(
    kernel.store,
    {
      startJob: (region, action, TriggerName) => void startRun(jobs, region, { ...action, TriggerName }),
      startCrawler: (region, name, trigger) => crawlers.runner.start(region, name, trigger),
    },
    kernel.log,
  );
}
