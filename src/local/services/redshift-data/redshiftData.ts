/**
 * The Amazon Redshift Data API: SQL that is really executed, on the endpoint's one warehouse.
 * https://docs.aws.amazon.com/redshift-data/latest/APIReference/Welcome.html
 */
import path from 'node:path';
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import type { DataApi } from './dataApi.ts';
import { executeOperations } from './executeOperations.ts';
import { metadataOperations } from './metadataOperations.ts';
import { readOperations } from './readOperations.ts';
import { ResultFiles } from './resultFiles.ts';
import { sessionOperations } from './sessionOperations.ts';
import { Sessions } from './sessions.ts';
import { StatementRunner } from './statementRunner.ts';
import { StatementStore } from './statementStore.ts';

export function createRedshiftData(kernel: Kernel): LocalService {
  const statements = new StatementStore(kernel.store);
  const sessions = new Sessions(kernel);
  const results = new ResultFiles(path.join(kernel.folder.root, 'warehouse', 'results'));
  const runner = new StatementRunner({ kernel, statements, sessions, results });
  const api: DataApi = { kernel, statements, sessions, results, runner };
  return {
    name: 'redshift-data',
    protocol: { kind: 'json', version: '1.1' },
    operations: {
      ...executeOperations(api),
      ...readOperations(api),
      ...metadataOperations(api),
      ...sessionOperations(api),
    },
    start: () => runner.recover(),
    stop: () => runner.close(),
  };
}
