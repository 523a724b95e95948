/** Airflow's API through AWS's: https://docs.aws.amazon.com/mwaa/latest/API/API_InvokeRestApi.html */
import { AppError } from '../../../core/appError.ts';
import { RestFault } from '../../../platform/connections/signedRest.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import { airflowError } from './airflowError.ts';
import { type AirflowTransport, apiOf } from './transport.ts';

/**
 * Requests that AWS signs in to Airflow for: no token, no way to its web server, no renewal.
 * @param airflow the version that the environment runs
 */
export function mwaaTransport(ctx: Ctx, name: string, airflow: string): AirflowTransport {
  return {
    version: apiOf(airflow),
    airflow,
    async send({ method, path, query, body }, signal) {
      const request = {
        Path: path,
        Method: method,
        ...(query ? { QueryParameters: query } : {}),
        ...(body === undefined ? {} : { Body: body }),
      };
      try {
        const answer = (await ctx.aws.rest(
          {
            service: 'airflow',
            operation: 'InvokeRestApi',
            hostPrefix: 'env.',
            method: 'POST',
            path: `/restapi/${encodeURIComponent(name)}`,
            body: request,
          },
          signal,
        )) as { readonly RestApiResponse?: unknown };
        return answer.RestApiResponse;
      } catch (error) {
        throw ofAirflow(error, name);
      }
    },
  };
}

/** What Airflow itself refused, which AWS passes on inside an error of its own. */
function ofAirflow(error: unknown, name: string): unknown {
  const fault = error instanceof AppError ? error.cause : undefined;
  if (!(fault instanceof RestFault) || fault.details.RestApiStatusCode === undefined) return error;
  return airflowError(Number(fault.details.RestApiStatusCode), fault.details.RestApiResponse, name, error);
}
