import {
  BatchDeleteConnectionCommand,
  type ConnectionInput,
  CreateConnectionCommand,
  DeleteConnectionCommand,
  GetConnectionCommand,
  GetConnectionsCommand,
  type GetConnectionsCommandInput,
  GlueClient,
  UpdateConnectionCommand,
} from '@aws-sdk/client-glue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestEndpoint, type TestEndpoint } from '../support/endpoint.ts';
import { type Moto, startMoto } from '../support/moto.ts';

let endpoint: TestEndpoint;
let moto: Moto;
beforeAll(async () => {
  [endpoint, moto] = await Promise.all([startTestEndpoint(), startMoto()]);
});
afterAll(async () => {
  await endpoint?.[Symbol.asyncDispose]();
  await moto?.[Symbol.asyncDispose]();
});

const clients = {
  local: () => new GlueClient(endpoint.client),
  moto: () => new GlueClient({ ...endpoint.client, endpoint: moto.url }),
};

const shop: ConnectionInput = {
  Name: 'shop',
  ConnectionType: 'JDBC',
  Description: 'La tienda',
  ConnectionProperties: {
    JDBC_CONNECTION_URL: 'jdbc:postgresql://shop.example:5432/shop',
    USERNAME: 'reader',
    PASSWORD: 'secret',
  },
};

describe.each(Object.keys(clients) as (keyof typeof clients)[])('%s', (which) => {
  test('a connection is kept as it was given, and found by name and in the list', async () => {
    const client = clients[which]();
    // Moto leaves the type out.
    const { ConnectionType, ...rest } = shop;
    const given = which === 'moto' ? rest : { ...rest, ConnectionType };
    await client.send(new CreateConnectionCommand({ ConnectionInput: shop }));
    const { Connection } = await client.send(new GetConnectionCommand({ Name: 'shop' }));
    expect(Connection).toMatchObject(given);
    expect(Connection?.CreationTime).toBeInstanceOf(Date);
    const { ConnectionList } = await client.send(new GetConnectionsCommand({}));
    expect(ConnectionList).toMatchObject([given]);
    await expect(client.send(new GetConnectionCommand({ Name: 'none' }))).rejects.toMatchObject({
      name: 'EntityNotFoundException',
    });
    await expect(client.send(new CreateConnectionCommand({ ConnectionInput: shop }))).rejects.toMatchObject({
      name: 'AlreadyExistsException',
    });
  });
});

test('passwords are hidden when that is asked; lists are filtered and paged; a connection changes and goes', async () => {
  const client = clients.local();
  const open: ConnectionInput = {
    Name: 'vpc',
    ConnectionType: 'NETWORK',
    ConnectionProperties: {},
    MatchCriteria: ['a', 'b'],
  };
  await client.send(new CreateConnectionCommand({ ConnectionInput: open }));
  const { Connection } = await client.send(new GetConnectionCommand({ Name: 'shop', HidePassword: true }));
  expect(Connection?.ConnectionProperties).not.toHaveProperty('PASSWORD');

  const named = async (input: GetConnectionsCommandInput) => {
    const { ConnectionList = [], NextToken } = await client.send(new GetConnectionsCommand(input));
    return { names: ConnectionList.map(({ Name }) => Name), NextToken };
  };
  expect((await named({ Filter: { ConnectionType: 'NETWORK' } })).names).toEqual(['vpc']);
  expect((await named({ Filter: { MatchCriteria: ['b'] } })).names).toEqual(['vpc']);
  const { names, NextToken } = await named({ MaxResults: 1 });
  expect(names).toEqual(['shop']);
  expect(await named({ MaxResults: 1, ...(NextToken ? { NextToken } : {}) })).toEqual({
    names: ['vpc'],
    NextToken: undefined,
  });

  await client.send(new UpdateConnectionCommand({ Name: 'vpc', ConnectionInput: { ...open, Description: 'Otra' } }));
  const changed = await client.send(new GetConnectionCommand({ Name: 'vpc' }));
  expect(changed.Connection).toMatchObject({ Description: 'Otra', Status: 'READY' });
  await client.send(new DeleteConnectionCommand({ ConnectionName: 'vpc' }));
  expect(await client.send(new BatchDeleteConnectionCommand({ ConnectionNameList: ['shop', 'vpc'] }))).toMatchObject({
    Succeeded: ['shop'],
    Errors: { vpc: { ErrorCode: 'EntityNotFoundException' } },
  });
  await expect(
    client.send(new CreateConnectionCommand({ ConnectionInput: { ...shop, ConnectionProperties: {} } })),
  ).rejects.toMatchObject({ name: 'InvalidInputException' });
});
