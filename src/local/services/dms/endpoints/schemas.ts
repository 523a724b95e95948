/** https://docs.aws.amazon.com/dms/latest/APIReference/API_DescribeSchemas.html and API_RefreshSchemas.html */
import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import type { Operations } from '../../../server/operation.ts';
import { dmsOperation, invalidState, listing, pageOf } from '../dmsOperation.ts';
import { schemasOf, sourceFailure, withSource } from '../replication/source.ts';
import { needInstance } from '../replicationInstance.ts';
import { needSource, type SourceEndpoint } from './endpoint.ts';
import { sourceLogin } from './sourceLogin.ts';

interface Refresh {
  readonly endpointArn: string;
  readonly instanceArn: string;
  readonly status: 'refreshing' | 'successful' | 'failed';
  /** Milliseconds. */
  readonly at: number;
  readonly schemas: readonly string[];
  readonly failure?: string;
}

function refreshesIn(kernel: Kernel, region: string) {
  return kernel.store.collection<Refresh>('dms.schemas', region);
}

function describe(refresh: Refresh) {
  return {
    EndpointArn: refresh.endpointArn,
    ReplicationInstanceArn: refresh.instanceArn,
    Status: refresh.status,
    LastRefreshDate: new Date(refresh.at),
    ...(refresh.failure === undefined ? {} : { LastFailureMessage: refresh.failure }),
  };
}

export function schemaOperations(kernel: Kernel, stopping: AbortSignal): Operations {
  const refresh = async (region: string, source: SourceEndpoint, begun: Refresh) => {
    const read = async () => await withSource(await sourceLogin(kernel, source, stopping), schemasOf, stopping);
    const ended = await read().then(
      (schemas) => ({ status: 'successful', schemas }) as const,
      (error: unknown) => ({ status: 'failed', failure: sourceFailure(error) }) as const,
    );
    if (!stopping.aborted) refreshesIn(kernel, region).put(source.arn, { ...begun, ...ended, at: Date.now() });
  };
  const needRefresh = (region: string, arn: string): Refresh => {
    const found = refreshesIn(kernel, region).get(needSource(kernel, region, arn).arn);
    if (!found)
      throw invalidState(`The schemas of endpoint ${arn} have not been refreshed; call RefreshSchemas first.`);
    return found;
  };

  return {
    RefreshSchemas: dmsOperation(
      z.object({ EndpointArn: z.string(), ReplicationInstanceArn: z.string() }),
      (input, call) => {
        const source = needSource(kernel, call.region, input.EndpointArn);
        const instance = needInstance(kernel, call.region, input.ReplicationInstanceArn);
        const begun: Refresh = {
          endpointArn: source.arn,
          instanceArn: instance.arn,
          status: 'refreshing',
          at: Date.now(),
          schemas: refreshesIn(kernel, call.region).get(source.arn)?.schemas ?? [],
        };
        refreshesIn(kernel, call.region).put(source.arn, begun);
        void refresh(call.region, source, begun);
        return { RefreshSchemasStatus: describe(begun) };
      },
    ),
    DescribeRefreshSchemasStatus: dmsOperation(z.object({ EndpointArn: z.string() }), (input, call) => ({
      RefreshSchemasStatus: describe(needRefresh(call.region, input.EndpointArn)),
    })),
    DescribeSchemas: dmsOperation(z.object({ ...listing, EndpointArn: z.string() }), (input, call) => {
      const { items, ...marker } = pageOf(needRefresh(call.region, input.EndpointArn).schemas, input);
      return { Schemas: items, ...marker };
    }),
  };
}
