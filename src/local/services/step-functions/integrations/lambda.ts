/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
import { isObject } from '../interpreter/json.ts';
import { callFunction } from './callFunction.ts';
import type { Optimized } from './resource.ts';

export const lambda: Optimized = (kernel, resource) => {
  if (resource.action !== 'invoke' || resource.pattern.startsWith('sync')) return undefined;
  return {
    async request(parameters, signal) {
      const given = isObject(parameters) ? parameters : {};
      const answer = await callFunction(kernel, resource.region, { ...given }, signal);
      return {
        ExecutedVersion: answer.executedVersion,
        Payload: answer.payload,
        SdkHttpMetadata: { HttpStatusCode: answer.statusCode },
        SdkResponseMetadata: {},
        StatusCode: answer.statusCode,
      };
    },
  };
};
