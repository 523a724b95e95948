import type { Action } from '../core/action.ts';
import type { NodeKind } from '../core/node.ts';
import type { Ctx } from '../platform/ctx.ts';
import type { Service } from '../platform/service.ts';
import { airflow } from './airflow/airflow.ts';
import { athena } from './athena/athena.ts';
import { cloudformation } from './cloudformation/cloudformation.ts';
import { cubesService } from './cubes/cubes.ts';
import { dbt } from './dbt/dbt.ts';
import { dms } from './dms/dms.ts';
import { glueCatalog } from './glue-catalog/glueCatalog.ts';
import { glueCrawlers } from './glue-crawlers/glueCrawlers.ts';
import { glueJobs } from './glue-jobs/glueJobs.ts';
import { lambda } from './lambda/lambda.ts';
import { quickSight } from './quicksight/quickSight.ts';
import { rds } from './rds/rds.ts';
import { redshift } from './redshift/redshift.ts';
import { s3 } from './s3/s3.ts';
import { scheduler } from './scheduler/scheduler.ts';
import { sns } from './sns/sns.ts';
import { stepFunctions } from './step-functions/stepFunctions.ts';

/** Every system that Strata knows, in the order in which trees and menus show them. */
export const services: readonly Service[] = [
  s3,
  glueCatalog,
  airflow,
  stepFunctions,
  glueJobs,
  glueCrawlers,
  lambda,
  athena,
  redshift,
  rds,
  dms,
  cubesService((name) => serviceNamed(name)),
  dbt,
  quickSight,
  scheduler,
  sns,
  cloudformation,
];

/** A service by its folder's name, such as `glue-jobs`. */
export function serviceNamed(name: string): Service | undefined {
  return services.find((service) => service.name === name);
}

/** The service that a node belongs to: kinds begin with its name. */
export function serviceOf(kind: NodeKind): Service | undefined {
  return serviceNamed(kind.slice(0, kind.indexOf('.')));
}

export const allActions: readonly Action<Ctx>[] = services.flatMap((service) => service.actions);

/** An action by its id, such as `glue-jobs.run`. */
export function actionWithId(id: string): Action<Ctx> | undefined {
  return allActions.find((action) => action.id === id);
}
