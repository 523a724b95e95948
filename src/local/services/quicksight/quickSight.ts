/**
 * Amazon QuickSight's data: a data set is a real extract, which an ingestion reads from its sources and writes as one
 * Parquet file. https://docs.aws.amazon.com/quicksight/latest/APIReference/Welcome.html
 */
import type { Kernel } from '../../kernel.ts';
import type { LocalService } from '../../server/localService.ts';
import { dashboardOperations, needDashboard } from './dashboards.ts';
import { dataSetOfArn } from './data-sets/dataSet.ts';
import { dataSetOperations } from './data-sets/dataSetOperations.ts';
import { dataSourceOfArn } from './data-sources/dataSource.ts';
import { dataSourceOperations } from './data-sources/dataSourceOperations.ts';
import { SourceChecks } from './data-sources/sourceChecks.ts';
import { ExtractFiles } from './ingestions/extractFiles.ts';
import { ingestionOperations } from './ingestions/ingestionOperations.ts';
import { IngestionRunner } from './ingestions/ingestionRunner.ts';
import { idOfArn } from './quickSightOperation.ts';
import { routes } from './routes.ts';
import { RefreshSchedules } from './schedules/refreshSchedules.ts';
import { scheduleOperations } from './schedules/scheduleOperations.ts';
import { tagOperations } from './tags.ts';
import { userOperations } from './users.ts';

export function createQuickSight(kernel: Kernel): LocalService {
  const files = new ExtractFiles(kernel);
  const runner = new IngestionRunner(kernel, files);
  const schedules = new RefreshSchedules(kernel, runner);
  const checks = new SourceChecks(kernel);
  return {
    name: 'quicksight',
    protocol: { kind: 'rest-json', routes },
    operations: {
      ...dataSourceOperations(kernel, checks),
      ...dataSetOperations({ kernel, runner, files, schedules }),
      ...ingestionOperations(kernel, runner),
      ...scheduleOperations(kernel, schedules),
      ...dashboardOperations(kernel),
      ...userOperations(kernel),
      ...tagOperations(kernel, (region, arn) => checkArn(kernel, region, arn)),
    },
    start() {
      runner.recover();
      checks.start();
      schedules.start();
    },
    async stop() {
      schedules.stop();
      await checks.stop();
      await runner.stop();
    },
  };
}

/** @throws Fault ResourceNotFoundException */
function checkArn(kernel: Kernel, region: string, arn: string): void {
  const dashboard = idOfArn(arn, 'dashboard');
  if (dashboard !== undefined) needDashboard(kernel, region, dashboard);
  else if (idOfArn(arn, 'datasource') !== undefined) dataSourceOfArn(kernel, region, arn);
  else dataSetOfArn(kernel, region, arn);
}
