/** How Lambda's operations travel over HTTP; https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html. */
import type { RestRoute } from '../../server/localService.ts';

const functions = '/2015-03-31/functions';
const one = `${functions}/{FunctionName}`;
const layers = '/2018-10-31/layers';
const qualifier = { Qualifier: 'Qualifier' };
const paging = { Marker: 'Marker', MaxItems: 'MaxItems' };

export const lambdaRoutes: readonly RestRoute[] = [
  { operation: 'CreateFunction', method: 'POST', path: functions, status: 201 },
  {
    operation: 'ListFunctions',
    method: 'GET',
    path: functions,
    query: { ...paging, FunctionVersion: 'FunctionVersion', MasterRegion: 'MasterRegion' },
  },
  { operation: 'GetFunction', method: 'GET', path: one, query: qualifier },
  { operation: 'DeleteFunction', method: 'DELETE', path: one, query: qualifier, status: 204 },
  { operation: 'GetFunctionConfiguration', method: 'GET', path: `${one}/configuration`, query: qualifier },
  { operation: 'UpdateFunctionConfiguration', method: 'PUT', path: `${one}/configuration` },
  { operation: 'UpdateFunctionCode', method: 'PUT', path: `${one}/code` },
  {
    operation: 'Invoke',
    method: 'POST',
    path: `${one}/invocations`,
    query: qualifier,
    headers: {
      'x-amz-invocation-type': 'InvocationType',
      'x-amz-log-type': 'LogType',
      'x-amz-client-context': 'ClientContext',
    },
    payload: 'Payload',
  },
  { operation: 'PublishVersion', method: 'POST', path: `${one}/versions`, status: 201 },
  { operation: 'ListVersionsByFunction', method: 'GET', path: `${one}/versions`, query: paging },
  { operation: 'CreateAlias', method: 'POST', path: `${one}/aliases`, status: 201 },
  {
    operation: 'ListAliases',
    method: 'GET',
    path: `${one}/aliases`,
    query: { ...paging, FunctionVersion: 'FunctionVersion' },
  },
  { operation: 'GetAlias', method: 'GET', path: `${one}/aliases/{Name}` },
  { operation: 'UpdateAlias', method: 'PUT', path: `${one}/aliases/{Name}` },
  { operation: 'DeleteAlias', method: 'DELETE', path: `${one}/aliases/{Name}`, status: 204 },
  { operation: 'AddPermission', method: 'POST', path: `${one}/policy`, query: qualifier, status: 201 },
  { operation: 'GetPolicy', method: 'GET', path: `${one}/policy`, query: qualifier },
  {
    operation: 'RemovePermission',
    method: 'DELETE',
    path: `${one}/policy/{StatementId}`,
    query: qualifier,
    status: 204,
  },
  { operation: 'PutFunctionConcurrency', method: 'PUT', path: '/2017-10-31/functions/{FunctionName}/concurrency' },
  {
    operation: 'DeleteFunctionConcurrency',
    method: 'DELETE',
    path: '/2017-10-31/functions/{FunctionName}/concurrency',
    status: 204,
  },
  { operation: 'GetFunctionConcurrency', method: 'GET', path: '/2019-09-30/functions/{FunctionName}/concurrency' },
  ...(['PUT', 'POST', 'GET', 'DELETE'] as const).map((method) => ({
    operation: `${{ PUT: 'Put', POST: 'Update', GET: 'Get', DELETE: 'Delete' }[method]}FunctionEventInvokeConfig`,
    method,
    path: '/2019-09-25/functions/{FunctionName}/event-invoke-config',
    query: qualifier,
    ...(method === 'DELETE' ? { status: 204 } : {}),
  })),
  { operation: 'PublishLayerVersion', method: 'POST', path: `${layers}/{LayerName}/versions`, status: 201 },
  { operation: 'ListLayerVersions', method: 'GET', path: `${layers}/{LayerName}/versions`, query: paging },
  { operation: 'GetLayerVersion', method: 'GET', path: `${layers}/{LayerName}/versions/{VersionNumber}` },
  {
    operation: 'DeleteLayerVersion',
    method: 'DELETE',
    path: `${layers}/{LayerName}/versions/{VersionNumber}`,
    status: 204,
  },
  {
    operation: 'ListLayers',
    method: 'GET',
    path: layers,
    query: { ...paging, CompatibleRuntime: 'CompatibleRuntime' },
  },
  { operation: 'TagResource', method: 'POST', path: '/2017-03-31/tags/{Resource+}', status: 204 },
  {
    operation: 'UntagResource',
    method: 'DELETE',
    path: '/2017-03-31/tags/{Resource+}',
    query: { tagKeys: 'TagKeys' },
    status: 204,
  },
  { operation: 'ListTags', method: 'GET', path: '/2017-03-31/tags/{Resource+}' },
];
