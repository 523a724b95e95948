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
import { engines } from './engines/engines.ts';
import { bookmarkOperations } from './jobs/bookmarkOperations.ts';
import { jobOperations } from './jobs/jobOperations.ts';
import { JobRunner } from './jobs/jobRunner.ts';
import { JobStore } from './jobs/jobStore.ts';
import type { JobsCtx } from './jobs/jobsCtx.ts';
import { runOperations } from './jobs/runOperations.ts';
import { TagStore, tagOperations } from './tags.ts';

export function createGlue(kernel: Kernel): LocalService {
  const tags = new TagStore(kernel.store);
  const catalog: CatalogCtx = { catalog: new CatalogStore(kernel.store), tags, events: kernel.events };
  const store = new JobStore(kernel.store);
  const runner = new JobRunner(kernel, store, engines);
  const jobs: JobsCtx = { jobs: store, runner, tags };
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
      ...tagOperations(tags),
    },
    start: () => runner.recover(),
    stop: () => runner.close(),
  };
}
