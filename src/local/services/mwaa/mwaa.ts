/**
 * Amazon Managed Workflows for Apache Airflow: each environment is a real Airflow on this machine.
 * https://docs.aws.amazon.com/mwaa/latest/API/Welcome.html
 */
import type { Kernel } from '../../kernel.ts';
import type { LocalService, RestRoute } from '../../server/localService.ts';
import { accessOperations } from './accessOperations.ts';
import { environmentOperations } from './environments/environmentOperations.ts';
import { tagOperations } from './environments/tagOperations.ts';
import { EnvironmentHosts } from './hosting/environmentHosts.ts';

const routes: readonly RestRoute[] = [
  { operation: 'CreateCliToken', method: 'POST', path: '/clitoken/{Name}' },
  { operation: 'CreateEnvironment', method: 'PUT', path: '/environments/{Name}' },
  { operation: 'CreateWebLoginToken', method: 'POST', path: '/webtoken/{Name}' },
  { operation: 'DeleteEnvironment', method: 'DELETE', path: '/environments/{Name}' },
  { operation: 'GetEnvironment', method: 'GET', path: '/environments/{Name}' },
  { operation: 'InvokeRestApi', method: 'POST', path: '/restapi/{Name}' },
  {
    operation: 'ListEnvironments',
    method: 'GET',
    path: '/environments',
    query: { MaxResults: 'MaxResults', NextToken: 'NextToken' },
  },
  { operation: 'ListTagsForResource', method: 'GET', path: '/tags/{ResourceArn+}' },
  { operation: 'TagResource', method: 'POST', path: '/tags/{ResourceArn+}' },
  { operation: 'UntagResource', method: 'DELETE', path: '/tags/{ResourceArn+}', query: { tagKeys: 'tagKeys' } },
  { operation: 'UpdateEnvironment', method: 'PATCH', path: '/environments/{Name}' },
];

export function createMwaa(kernel: Kernel): LocalService {
  const hosts = new EnvironmentHosts(kernel);
  return {
    name: 'airflow',
    protocol: { kind: 'rest-json', routes },
    operations: {
      ...environmentOperations(kernel, hosts),
      ...tagOperations(kernel),
      ...accessOperations(kernel, hosts),
    },
    start: () => hosts.recover(),
    stop: () => hosts.close(),
  };
}
