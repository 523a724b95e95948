import type { EngineProcess } from '../../engines/athena/engineProcess.ts';
import type { Kernel } from '../../kernel.ts';
import type { QueryRunner } from './execution/queryRunner.ts';
import type { DataCatalogStore } from './state/dataCatalogs.ts';
import type { NamedQueryStore } from './state/namedQueries.ts';
import type { PreparedStatementStore } from './state/preparedStatements.ts';
import type { QueryStore } from './state/queries.ts';
import type { TagStore } from './state/tags.ts';
import type { WorkgroupStore } from './state/workgroups.ts';

/** What Athena's operations share. */
export interface AthenaCtx {
  readonly kernel: Kernel;
  readonly engine: EngineProcess;
  readonly workgroups: WorkgroupStore;
  readonly queries: QueryStore;
  readonly named: NamedQueryStore;
  readonly prepared: PreparedStatementStore;
  readonly catalogs: DataCatalogStore;
  readonly tags: TagStore;
  readonly runner: QueryRunner;
}
