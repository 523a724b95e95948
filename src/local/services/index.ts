import type { Kernel } from '../kernel.ts';
import type { LocalService } from '../server/localService.ts';
import { createAthena } from './athena/athena.ts';
import { createCloudFormation } from './cloudformation/cloudformation.ts';
import { createDms } from './dms/dms.ts';
import { createEvents } from './events/events.ts';
import { createFiles } from './files/files.ts';
import { createGlue } from './glue/glue.ts';
import { createIam } from './iam/iam.ts';
import { createLambda } from './lambda/lambda.ts';
import { createLogs } from './logs/logs.ts';
import { createMwaa } from './mwaa/mwaa.ts';
import { createQuickSight } from './quicksight/quickSight.ts';
import { createRds } from './rds/rds.ts';
import { createRedshift } from './redshift/redshift.ts';
import { createRedshiftData } from './redshift-data/redshiftData.ts';
import { createRedshiftServerless } from './redshift-serverless/redshiftServerless.ts';
import { createS3 } from './s3/s3.ts';
import { createScheduler } from './scheduler/scheduler.ts';
import { createSecretsManager } from './secrets-manager/secretsManager.ts';
import { createSns } from './sns/sns.ts';
import { createStepFunctions } from './step-functions/stepFunctions.ts';
import { createSts } from './sts/sts.ts';

/** Every service of the local endpoint. */
export const localServices: readonly ((kernel: Kernel) => LocalService)[] = [
  createAthena,
  createCloudFormation,
  createFiles,
  createGlue,
  createIam,
  createLambda,
  createLogs,
  createRds,
  // Behind the sources that its tasks read.
  createDms,
  createRedshift,
  createRedshiftData,
  createRedshiftServerless,
  // Behind the warehouse, Athena and the databases that its data sets are read from.
  createQuickSight,
  createS3,
  createSecretsManager,
  createSns,
  createStepFunctions,
  createSts,
  // What starts others comes up last, and goes first.
  createEvents,
  createMwaa,
  createScheduler,
];
