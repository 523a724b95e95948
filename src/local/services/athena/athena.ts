/**
 * Amazon Athena: SQL over the Data Catalog's tables, really executed, on DuckDB in a process of its own.
 * https://docs.aws.amazon.com/athena/latest/APIReference/Welcome.html
 */
import { EngineProcess } from '../../engines/athena/engineProcess.ts';
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import type { AthenaCtx } from './athenaCtx.ts';
import { QueryRunner } from './execution/queryRunner.ts';
import { dataCatalogOperations } from './operations/dataCatalogs.ts';
import { metadataOperations } from './operations/metadata.ts';
import { namedQueryOperations } from './operations/namedQueries.ts';
import { preparedStatementOperations } from './operations/preparedStatements.ts';
import { queryOperations } from './operations/queries.ts';
import { resultOperations } from './operations/results.ts';
import { tagOperations } from './operations/tags.ts';
import { workgroupOperations } from './operations/workgroups.ts';
import { DataCatalogStore } from './state/dataCatalogs.ts';
import { NamedQueryStore } from './state/namedQueries.ts';
import { PreparedStatementStore } from './state/preparedStatements.ts';
import { QueryStore } from './state/queries.ts';
import { TagStore } from './state/tags.ts';
import { WorkgroupStore } from './state/workgroups.ts';

export function createAthena(kernel: Kernel): LocalService {
  const engine = new EngineProcess(kernel.log);
  const queries = new QueryStore(kernel.store);
  const catalogs = new DataCatalogStore(kernel.store);
  const prepared = new PreparedStatementStore(kernel.store);
  const runner = new QueryRunner({ kernel, engine, queries, catalogs, prepared });
  const ctx: AthenaCtx = {
    kernel,
    engine,
    workgroups: new WorkgroupStore(kernel.store),
    queries,
    named: new NamedQueryStore(kernel.store),
    prepared,
    catalogs,
    tags: new TagStore(kernel.store),
    runner,
  };
  return {
    name: 'athena',
    protocol: { kind: 'json', version: '1.1' },
    operations: {
      ...queryOperations(ctx),
      ...resultOperations(ctx),
      ...workgroupOperations(ctx),
      ...namedQueryOperations(ctx),
      ...preparedStatementOperations(ctx),
      ...dataCatalogOperations(ctx),
      ...metadataOperations(ctx),
      ...tagOperations(ctx),
    },
    start: () => runner.recover(),
    stop: () => runner.close(),
  };
}
