/** Connections, by which jobs find databases: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-catalog-connections.html */
import { z } from 'zod';
import type { Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import type { Store } from '../../../state/store.ts';
import { glueArn } from '../arns.ts';
import {
  alreadyExists,
  catalogOperation,
  type ErrorDetail,
  errorDetail,
  invalidInput,
  notFound,
} from '../glueOperation.ts';
import { pageSize, readToken } from '../paging.ts';
import { type TagStore, tagsInput } from '../tags.ts';

const connectionName = z.string().min(1).max(255);

const connectionInput = z.object({
  Name: connectionName,
  ConnectionType: z.string().min(1),
  ConnectionProperties: z.record(z.string(), z.string().max(1024)).nullish(),
  Description: z.string().max(2048).nullish(),
  MatchCriteria: z.array(z.string()).max(10).nullish(),
  PhysicalConnectionRequirements: z.record(z.string(), z.unknown()).nullish(),
  AuthenticationConfiguration: z.record(z.string(), z.unknown()).nullish(),
  SparkProperties: z.record(z.string(), z.string()).nullish(),
  AthenaProperties: z.record(z.string(), z.string()).nullish(),
  PythonProperties: z.record(z.string(), z.string()).nullish(),
});

/** As it is kept; times are milliseconds. */
type Connection = z.infer<typeof connectionInput> & {
  readonly CreationTime: number;
  readonly LastUpdatedTime: number;
};

const hidePassword = z.boolean().nullish();

/** Nothing is ever connected to when one is made: whether a place answers is seen by the job that asks it. */
export function connectionOperations(store: Store, tags: TagStore): Operations {
  const all = (region: string) => store.collection<Connection>('glue.connection', region);
  const need = (region: string, name: string): Connection => {
    const found = all(region).get(name);
    if (!found) throw notFound(`Connection ${name} not found.`);
    return found;
  };
  const remove = (call: Parameters<typeof glueArn>[0], name: string) => {
    need(call.region, name);
    all(call.region).delete(name);
    tags.forget(call.region, glueArn(call, 'connection', name));
  };

  return {
    CreateConnection: catalogOperation(
      z.object({ ConnectionInput: connectionInput, Tags: tagsInput.nullish() }),
      (input, call) => {
        const { Name } = input.ConnectionInput;
        checkProperties(input.ConnectionInput);
        const now = Date.now();
        const made = { ...input.ConnectionInput, CreationTime: now, LastUpdatedTime: now };
        if (!all(call.region).insert(Name, made)) throw alreadyExists('Connection already exists.');
        tags.add(call.region, glueArn(call, 'connection', Name), input.Tags ?? {});
        return { CreateConnectionStatus: 'READY' };
      },
    ),

    GetConnection: catalogOperation(z.object({ Name: connectionName, HidePassword: hidePassword }), (input, call) => ({
      Connection: describe(need(call.region, input.Name), input.HidePassword === true),
    })),

    GetConnections: catalogOperation(
      z.object({
        Filter: z
          .object({ MatchCriteria: z.array(z.string()).nullish(), ConnectionType: z.string().nullish() })
          .nullish(),
        HidePassword: hidePassword,
        ...paging,
      }),
      (input, call) => {
        const from = readToken(input.NextToken) ?? '';
        const { ConnectionType: type, MatchCriteria: criteria } = input.Filter ?? {};
        const found = [...all(call.region).all()]
          .map(({ value }) => value)
          .filter(({ Name }) => Name > from)
          .filter((each) => !type || each.ConnectionType === type)
          .filter((each) => (criteria ?? []).every((wanted) => each.MatchCriteria?.includes(wanted)));
        const { items, ...next } = takePage(found, ({ Name }) => Name, pageSize(input, 1000));
        return { ConnectionList: items.map((each) => describe(each, input.HidePassword === true)), ...next };
      },
    ),

    UpdateConnection: catalogOperation(
      z.object({ Name: connectionName, ConnectionInput: connectionInput }),
      (input, call) => {
        const { CreationTime } = need(call.region, input.Name);
        if (input.ConnectionInput.Name !== input.Name) throw invalidInput('Connection name cannot be changed.');
        checkProperties(input.ConnectionInput);
        all(call.region).put(input.Name, { ...input.ConnectionInput, CreationTime, LastUpdatedTime: Date.now() });
      },
    ),

    DeleteConnection: catalogOperation(z.object({ ConnectionName: connectionName }), (input, call) =>
      remove(call, input.ConnectionName),
    ),

    BatchDeleteConnection: catalogOperation(
      z.object({ ConnectionNameList: z.array(connectionName).max(25) }),
      (input, call) => {
        const Succeeded: string[] = [];
        const Errors: Record<string, ErrorDetail> = {};
        for (const name of input.ConnectionNameList) {
          try {
            remove(call, name);
            Succeeded.push(name);
          } catch (error) {
            Errors[name] = errorDetail(error);
          }
        }
        return { Succeeded, Errors };
      },
    ),
  };
}

/** @throws Fault InvalidInputException for a JDBC connection that says nothing of where it goes */
function checkProperties({ ConnectionType, ConnectionProperties: properties }: z.infer<typeof connectionInput>): void {
  if (ConnectionType === 'JDBC' && !properties?.JDBC_CONNECTION_URL) {
    throw invalidInput('JDBC_CONNECTION_URL is required for a connection of type JDBC.');
  }
}

function describe({ CreationTime, LastUpdatedTime, ...input }: Connection, withoutPassword: boolean) {
  const { PASSWORD, ...open } = input.ConnectionProperties ?? {};
  return {
    ...input,
    ConnectionProperties: { ...open, ...(PASSWORD === undefined || withoutPassword ? {} : { PASSWORD }) },
    Status: 'READY',
    CreationTime: new Date(CreationTime),
    LastUpdatedTime: new Date(LastUpdatedTime),
  };
}
