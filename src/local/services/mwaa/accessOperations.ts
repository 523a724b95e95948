/** The ways from the AWS API into an environment's Airflow. */
import { z } from 'zod';
import { AppError } from '../../../core/appError.ts';
import type { Kernel } from '../../kernel.ts';
import { Fault, validationFault } from '../../server/fault.ts';
import { type Call, type Operations, operation } from '../../server/operation.ts';
import type { Airflow } from './airflow/airflow.ts';
import { needEnvironment, webServerHostname } from './environments/environment.ts';
import { environmentName } from './environments/environmentInput.ts';
import type { EnvironmentHosts } from './hosting/environmentHosts.ts';

const named = z.object({ Name: environmentName });

/** Statuses in which MWAA lets nobody in. */
const closed = new Set(['CREATING', 'CREATE_FAILED', 'DELETING']);

export function accessOperations(kernel: Kernel, hosts: EnvironmentHosts): Operations {
  const open = (name: string, call: Call) => {
    const environment = needEnvironment(kernel, call.region, name);
    if (closed.has(environment.status)) {
      throw validationFault(`Environment ${name} cannot be reached while its status is ${environment.status}.`);
    }
    return environment;
  };

  return {
    /** https://docs.aws.amazon.com/mwaa/latest/API/API_CreateWebLoginToken.html */
    CreateWebLoginToken: operation(named, ({ Name }, call) => {
      const environment = open(Name, call);
      return {
        WebToken: hosts.tokens.issue('web', { region: call.region, name: Name }),
        WebServerHostname: webServerHostname(environment),
        IamIdentity: 'user/local',
        AirflowIdentity: 'strata',
      };
    }),

    /** https://docs.aws.amazon.com/mwaa/latest/API/API_CreateCliToken.html */
    CreateCliToken: operation(named, ({ Name }, call) => {
      const environment = open(Name, call);
      return {
        CliToken: hosts.tokens.issue('cli', { region: call.region, name: Name }),
        WebServerHostname: webServerHostname(environment),
      };
    }),

    /** https://docs.aws.amazon.com/mwaa/latest/API/API_InvokeRestApi.html */
    InvokeRestApi: operation(
      z.object({
        Name: environmentName,
        Path: z.string().min(1),
        Method: z.enum(['GET', 'PUT', 'POST', 'PATCH', 'DELETE']),
        QueryParameters: z.record(z.string(), z.unknown()).nullish(),
        Body: z.unknown().optional(),
      }),
      async (input, call) => {
        open(input.Name, call);
        const path = input.Path.startsWith('/') ? input.Path : `/${input.Path}`;
        if (path.split('/').includes('..'))
          throw validationFault(`The path ${input.Path} is not one of the REST API's.`);
        const { api } = await airflowOf(hosts, input.Name, call);
        const request = {
          method: input.Method,
          path,
          query: input.QueryParameters ?? {},
          body: input.Body ?? undefined,
        };
        const { status, body } = await api.call(request, call.signal);
        const answer = { RestApiStatusCode: status, RestApiResponse: body };
        if (status >= 500) throw new Fault('RestApiServerException', 'The REST API failed.', 400, answer);
        if (status >= 400) throw new Fault('RestApiClientException', 'The REST API refused the request.', 400, answer);
        return answer;
      },
    ),
  };
}

/** @throws Fault InternalServerException with what to do, when it does not come up */
async function airflowOf(hosts: EnvironmentHosts, name: string, call: Call): Promise<Airflow> {
  try {
    return await hosts.need({ region: call.region, name }, call.signal);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new Fault('InternalServerException', [error.message, error.hint].filter(Boolean).join('\n'), 500);
  }
}
