import { athenaTypes } from './athena.ts';
import { dmsTypes } from './dms.ts';
import { glueTypes } from './glue.ts';
import { glueConnection } from './glueConnection.ts';
import { iamTypes } from './iam.ts';
import { lambdaTypes } from './lambda.ts';
import { logsTypes } from './logs.ts';
import { messagingTypes } from './messaging.ts';
import { mwaaTypes } from './mwaa.ts';
import { quickSightTypes } from './quickSight.ts';
import { rdsTypes } from './rds.ts';
import { redshiftTypes } from './redshift.ts';
import { redshiftServerlessTypes } from './redshiftServerless.ts';
import type { ResourceType } from './resourceType.ts';
import { s3Types } from './s3.ts';
import { secretsManagerTypes } from './secretsManager.ts';
import { stepFunctionsTypes } from './stepFunctions.ts';

/** Every type of resource that a stack of the local endpoint can have, by name. */
export const resourceTypes: ReadonlyMap<string, ResourceType> = new Map(
  [
    ...athenaTypes,
    ...glueTypes,
    glueConnection,
    ...iamTypes,
    ...lambdaTypes,
    ...logsTypes,
    ...messagingTypes,
    ...dmsTypes,
    ...mwaaTypes,
    ...quickSightTypes,
    ...rdsTypes,
    ...redshiftTypes,
    ...redshiftServerlessTypes,
    ...s3Types,
    ...secretsManagerTypes,
    ...stepFunctionsTypes,
  ].map((type) => [type.type, type]),
);
