/** https://docs.aws.amazon.com/dms/latest/APIReference/API_TestConnection.html and its kin */
import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import type { Call, Operations } from '../../../server/operation.ts';
import { dmsOperation, filtered, listing, notFound, pageOf } from '../dmsOperation.ts';
import { sourceFailure, withSource } from '../replication/source.ts';
import { needInstance } from '../replicationInstance.ts';
import { type DmsEndpoint, needEndpoint } from './endpoint.ts';
import { sourceLogin } from './sourceLogin.ts';

interface Connection {
  readonly instanceArn: string;
  readonly instanceId: string;
  readonly endpointArn: string;
  readonly endpointId: string;
  readonly status: 'testing' | 'successful' | 'failed';
  readonly failure?: string;
}

function connectionsIn(kernel: Kernel, region: string) {
  return kernel.store.collection<Connection>('dms.connection', region);
}

const keyOf = (instanceArn: string, endpointArn: string) => `${instanceArn} ${endpointArn}`;

/** To be called when the instance or the endpoint changes or goes. */
export function forgetConnections(
  kernel: Kernel,
  region: string,
  of: { readonly instance: string } | { readonly endpoint: string },
): void {
  const connections = connectionsIn(kernel, region);
  for (const { id, value } of [...connections.all()]) {
    if ('instance' in of ? value.instanceArn === of.instance : value.endpointArn === of.endpoint)
      connections.delete(id);
  }
}

function describe(connection: Connection) {
  return {
    ReplicationInstanceArn: connection.instanceArn,
    EndpointArn: connection.endpointArn,
    Status: connection.status,
    ...(connection.failure === undefined ? {} : { LastFailureMessage: connection.failure }),
    EndpointIdentifier: connection.endpointId,
    ReplicationInstanceIdentifier: connection.instanceId,
  };
}

/** Reaches the endpoint. @throws Error that says why it cannot be reached */
export async function tryEndpoint(kernel: Kernel, endpoint: DmsEndpoint, signal: AbortSignal): Promise<void> {
  if (endpoint.type === 'source') {
    await withSource(await sourceLogin(kernel, endpoint, signal), (client) => client.query('SELECT 1'), signal);
  } else if (!kernel.objects.bucketExists(endpoint.settings.BucketName)) {
    throw new Error(`The specified bucket does not exist: ${endpoint.settings.BucketName}`);
  }
}

export function connectionOperations(kernel: Kernel, stopping: AbortSignal): Operations {
  const pair = z.object({ ReplicationInstanceArn: z.string(), EndpointArn: z.string() });

  const test = async (region: string, endpoint: DmsEndpoint, begun: Connection) => {
    const ended = await tryEndpoint(kernel, endpoint, stopping).then(
      () => ({ status: 'successful' }) as const,
      (error: unknown) => ({ status: 'failed', failure: `Test Endpoint failed: ${sourceFailure(error)}` }) as const,
    );
    if (stopping.aborted) return;
    const key = keyOf(begun.instanceArn, begun.endpointArn);
    // The endpoint may have gone meanwhile, and its connections with it.
    if (connectionsIn(kernel, region).get(key)) connectionsIn(kernel, region).put(key, { ...begun, ...ended });
  };

  return {
    TestConnection: dmsOperation(pair, (input, call) => {
      const instance = needInstance(kernel, call.region, input.ReplicationInstanceArn);
      const endpoint = needEndpoint(kernel, call.region, input.EndpointArn);
      const begun: Connection = {
        instanceArn: instance.arn,
        instanceId: instance.id,
        endpointArn: endpoint.arn,
        endpointId: endpoint.id,
        status: 'testing',
      };
      connectionsIn(kernel, call.region).put(keyOf(instance.arn, endpoint.arn), begun);
      void test(call.region, endpoint, begun);
      return { Connection: describe(begun) };
    }),

    DescribeConnections: dmsOperation(z.object(listing), (input, call) => {
      const all = [...connectionsIn(kernel, call.region).all()].map(({ value }) => value);
      const values = {
        'endpoint-arn': (each: Connection) => each.endpointArn,
        'replication-instance-arn': (each: Connection) => each.instanceArn,
      };
      const { items, ...marker } = pageOf(filtered(all, input.Filters, values, 'Connections'), input);
      return { Connections: items.map(describe), ...marker };
    }),

    DeleteConnection: dmsOperation(pair, (input, call: Call) => {
      const key = keyOf(input.ReplicationInstanceArn, input.EndpointArn);
      const found = connectionsIn(kernel, call.region).get(key);
      if (!found) throw notFound(`Connection of ${input.EndpointArn} not found.`);
      connectionsIn(kernel, call.region).delete(key);
      return { Connection: { ...describe(found), Status: 'deleting' } };
    }),
  };
}
