/** https://docs.aws.amazon.com/dms/latest/APIReference/API_CreateEndpoint.html and its kin */
import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import type { Call, Operations } from '../../../server/operation.ts';
import { arnOf, newResourceId } from '../arns.ts';
import {
  alreadyExists,
  dmsOperation,
  filtered,
  identifier,
  invalidState,
  invalidValue,
  listing,
  pageOf,
} from '../dmsOperation.ts';
import { addTags, forgetTags, tagsInput } from '../tags.ts';
import { tasksIn } from '../tasks/task.ts';
import { forgetConnections } from './connections.ts';
import { type DmsEndpoint, describeEndpoint, endpointsIn, needEndpoint } from './endpoint.ts';
import { readAttributes } from './extraAttributes.ts';
import { readSourceSettings } from './sourceSettings.ts';
import { readTargetSettings } from './targetSettings.ts';

const record = z.record(z.string(), z.unknown()).nullish();
const settings = {
  Username: z.string().nullish(),
  Password: z.string().nullish(),
  ServerName: z.string().nullish(),
  Port: z.number().int().nullish(),
  DatabaseName: z.string().nullish(),
  SslMode: z.string().nullish(),
  ExtraConnectionAttributes: z.string().nullish(),
  KmsKeyId: z.string().nullish(),
  S3Settings: record,
  PostgreSQLSettings: record,
};
const creation = z.looseObject({
  ...settings,
  EndpointIdentifier: identifier,
  EndpointType: z.enum(['source', 'target']),
  EngineName: z.string(),
  ResourceIdentifier: identifier.max(31).nullish(),
  Tags: tagsInput,
});
const change = z.looseObject({
  ...settings,
  EndpointArn: z.string(),
  EndpointIdentifier: identifier.nullish(),
  EndpointType: z.enum(['source', 'target']).nullish(),
  EngineName: z.string().nullish(),
  ExactSettings: z.boolean().nullish(),
});

type Given = Pick<z.infer<typeof creation>, keyof typeof settings>;
type Type = DmsEndpoint['type'];

/** @throws Fault InvalidParameterValueException for engines that are not served in this role */
function checkEngine(type: Type, engine: string): void {
  const known = type === 'source' ? ['postgres', 'aurora-postgresql'] : ['s3'];
  if (known.includes(engine.toLowerCase())) return;
  throw invalidValue(
    `Engine ${engine} is not valid for a ${type} endpoint. The local endpoint replicates from postgres to s3.`,
  );
}

/** Members of the API that this endpoint knows nothing of, such as a Secrets Manager secret or another engine's settings. */
function refuseOthers(input: object): void {
  const harmless = ['ServiceAccessRoleArn', 'DmsTransferSettings'];
  for (const [name, value] of Object.entries(input)) {
    if (value === null || value === undefined || harmless.includes(name)) continue;
    if (Object.hasOwn(creation.shape, name) || Object.hasOwn(change.shape, name)) continue;
    throw invalidValue(`The local endpoint does not do ${name}.`);
  }
}

/** What is given is laid over what was there; attributes say the same as settings, and lose to them. */
function settingsOf(type: Type, given: Given, before: Readonly<Record<string, unknown>>) {
  const attributes = readAttributes(given.ExtraConnectionAttributes);
  if (type === 'target') {
    return { type, settings: readTargetSettings({ ...before, ...attributes, ...present(given.S3Settings) }) } as const;
  }
  const { Username, Password, ServerName, Port, DatabaseName, SslMode } = given;
  const place = present({ Username, Password, ServerName, Port, DatabaseName, SslMode });
  const own = present(given.PostgreSQLSettings);
  return { type, settings: readSourceSettings({ ...before, ...attributes, ...place, ...own }) } as const;
}

function present(given: Readonly<Record<string, unknown>> | null | undefined): Record<string, unknown> {
  const entries = Object.entries(given ?? {});
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== undefined));
}

export function endpointOperations(kernel: Kernel): Operations {
  const checkName = (call: Call, id: string) => {
    const taken = [...endpointsIn(kernel, call.region).all()].some(({ value }) => value.id === id);
    if (taken) throw alreadyExists(`Endpoint ${id} already exists.`);
  };

  return {
    CreateEndpoint: dmsOperation(creation, (input, call) => {
      checkEngine(input.EndpointType, input.EngineName);
      refuseOthers(input);
      checkName(call, input.EndpointIdentifier);
      const resourceId = input.ResourceIdentifier?.toUpperCase() ?? newResourceId();
      const endpoint: DmsEndpoint = {
        id: input.EndpointIdentifier,
        resourceId,
        arn: arnOf(call, 'endpoint', resourceId),
        attributes: input.ExtraConnectionAttributes ?? undefined,
        kmsKeyId: input.KmsKeyId ?? undefined,
        ...settingsOf(input.EndpointType, input, {}),
      };
      endpointsIn(kernel, call.region).put(resourceId, endpoint);
      addTags(kernel, call.region, endpoint.arn, input.Tags);
      return { Endpoint: describeEndpoint(endpoint) };
    }),

    DescribeEndpoints: dmsOperation(z.object(listing), (input, call) => {
      const all = [...endpointsIn(kernel, call.region).all()].map(({ value }) => value);
      const values = {
        'endpoint-arn': (each: DmsEndpoint) => each.arn,
        'endpoint-id': (each: DmsEndpoint) => each.id,
        'endpoint-type': (each: DmsEndpoint) => each.type,
        'engine-name': (each: DmsEndpoint) => (each.type === 'source' ? 'postgres' : 's3'),
      };
      const { items, ...marker } = pageOf(filtered(all, input.Filters, values, 'Endpoints'), input);
      return { Endpoints: items.map(describeEndpoint), ...marker };
    }),

    ModifyEndpoint: dmsOperation(change, (input, call) => {
      const found = needEndpoint(kernel, call.region, input.EndpointArn);
      if (input.EndpointType && input.EndpointType !== found.type) {
        throw invalidValue('The local endpoint does not change the type of an endpoint.');
      }
      if (input.EngineName) checkEngine(found.type, input.EngineName);
      refuseOthers(input);
      const id = input.EndpointIdentifier ?? found.id;
      if (id !== found.id) checkName(call, id);
      const changed: DmsEndpoint = {
        ...found,
        id,
        attributes: input.ExtraConnectionAttributes ?? found.attributes,
        kmsKeyId: input.KmsKeyId ?? found.kmsKeyId,
        ...settingsOf(found.type, input, input.ExactSettings ? {} : found.settings),
      };
      endpointsIn(kernel, call.region).put(found.resourceId, changed);
      forgetConnections(kernel, call.region, { endpoint: found.arn });
      return { Endpoint: describeEndpoint(changed) };
    }),

    DeleteEndpoint: dmsOperation(z.object({ EndpointArn: z.string() }), (input, call) => {
      const found = needEndpoint(kernel, call.region, input.EndpointArn);
      const used = [...tasksIn(kernel, call.region).all()].some(({ value }) =>
        [value.sourceArn, value.targetArn].includes(found.arn),
      );
      if (used) throw invalidState(`Endpoint ${found.arn} is part of one or more ReplicationTasks.`);
      endpointsIn(kernel, call.region).delete(found.resourceId);
      forgetConnections(kernel, call.region, { endpoint: found.arn });
      forgetTags(kernel, call.region, found.arn);
      return { Endpoint: { ...describeEndpoint(found), Status: 'deleting' } };
    }),
  };
}
