/** https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateDataSource.html and its kin */
import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import type { Call, Operations } from '../../../server/operation.ts';
import { changedPermissions, permissionChanges, permissions } from '../permissions.ts';
import {
  alreadyExists,
  invalidValue,
  pageOf,
  paging,
  quickSightArn,
  quickSightOperation,
  resourceId,
  resourceName,
  tags,
} from '../quickSightOperation.ts';
import { forgetTags, putTags } from '../tags.ts';
import { type Credentials, type DataSource, dataSourcesIn, describeDataSource, needDataSource } from './dataSource.ts';
import { dataSourceParameters, placeOf } from './parameters.ts';
import type { SourceChecks } from './sourceChecks.ts';

const credentials = z
  .object({
    CredentialPair: z.object({ Username: z.string().min(1), Password: z.string().min(1) }).nullish(),
    SecretArn: z.string().nullish(),
    CopySourceArn: z.string().nullish(),
  })
  .nullish();

const settings = {
  Name: resourceName,
  DataSourceParameters: dataSourceParameters.nullish(),
  Credentials: credentials,
  SslProperties: z.object({ DisableSsl: z.boolean().nullish() }).nullish(),
  // There is one network here.
  VpcConnectionProperties: z.unknown().optional(),
};
const id = { DataSourceId: resourceId };

export function dataSourceOperations(kernel: Kernel, checks: SourceChecks): Operations {
  const all = (region: string) => dataSourcesIn(kernel, region);
  const arnOf = (call: Call, source: string) => quickSightArn(call, 'datasource', source);

  const credentialsOf = (given: z.infer<typeof credentials>, call: Call): Credentials | undefined => {
    if (given?.CredentialPair) {
      return { kind: 'pair', user: given.CredentialPair.Username, password: given.CredentialPair.Password };
    }
    if (given?.SecretArn) return { kind: 'secret', arn: given.SecretArn };
    if (given?.CopySourceArn) {
      const source = [...all(call.region).all()].find(({ id: each }) => arnOf(call, each) === given.CopySourceArn);
      if (!source) throw invalidValue(`There is no data source ${given.CopySourceArn} to copy credentials from.`);
      return source.value.credentials;
    }
    return undefined;
  };

  return {
    CreateDataSource: quickSightOperation(
      { ...id, ...settings, Type: z.string(), Permissions: permissions, Tags: tags },
      (input, call) => {
        const now = Date.now();
        const made: DataSource = {
          id: input.DataSourceId,
          name: input.Name,
          type: input.Type,
          parameters: input.DataSourceParameters ?? {},
          place: placeOf(input.Type, input.DataSourceParameters ?? undefined),
          credentials: credentialsOf(input.Credentials, call),
          disableSsl: input.SslProperties?.DisableSsl ?? false,
          status: 'CREATION_IN_PROGRESS',
          permissions: input.Permissions ?? [],
          created: now,
          updated: now,
        };
        kernel.store.transaction(() => {
          if (!all(call.region).insert(made.id, made)) {
            throw alreadyExists('DATA_SOURCE', `DataSource ${made.id} already exists`);
          }
          putTags(kernel, call.region, arnOf(call, made.id), input.Tags ?? []);
        });
        checks.begin(call.region, made.id);
        return { Arn: arnOf(call, made.id), DataSourceId: made.id, CreationStatus: made.status };
      },
    ),

    UpdateDataSource: quickSightOperation({ ...id, ...settings }, (input, call) => {
      const found = needDataSource(kernel, call.region, input.DataSourceId);
      const parameters = input.DataSourceParameters ?? undefined;
      const changed: DataSource = {
        ...found,
        name: input.Name,
        ...(parameters === undefined ? {} : { parameters, place: placeOf(found.type, parameters) }),
        credentials: credentialsOf(input.Credentials, call) ?? found.credentials,
        disableSsl: input.SslProperties?.DisableSsl ?? found.disableSsl,
        status: 'UPDATE_IN_PROGRESS',
        error: undefined,
        updated: Date.now(),
      };
      all(call.region).put(found.id, changed);
      checks.begin(call.region, found.id);
      return { Arn: arnOf(call, found.id), DataSourceId: found.id, UpdateStatus: changed.status };
    }),

    DescribeDataSource: quickSightOperation(id, (input, call) => ({
      DataSource: describeDataSource(needDataSource(kernel, call.region, input.DataSourceId), call),
    })),

    ListDataSources: quickSightOperation(paging, (input, call) => {
      const found = [...all(call.region).all()].map(({ value }) => value);
      const { items, ...next } = pageOf(found, input);
      return { DataSources: items.map((each) => describeDataSource(each, call)), ...next };
    }),

    DeleteDataSource: quickSightOperation(id, (input, call) => {
      const { id: gone } = needDataSource(kernel, call.region, input.DataSourceId);
      kernel.store.transaction(() => {
        all(call.region).delete(gone);
        forgetTags(kernel, call.region, arnOf(call, gone));
      });
      return { Arn: arnOf(call, gone), DataSourceId: gone };
    }),

    DescribeDataSourcePermissions: quickSightOperation(id, (input, call) => {
      const found = needDataSource(kernel, call.region, input.DataSourceId);
      return { DataSourceArn: arnOf(call, found.id), DataSourceId: found.id, Permissions: found.permissions };
    }),

    UpdateDataSourcePermissions: quickSightOperation({ ...id, ...permissionChanges }, (input, call) => {
      const found = needDataSource(kernel, call.region, input.DataSourceId);
      const kept = changedPermissions(found.permissions, input.GrantPermissions ?? [], input.RevokePermissions ?? []);
      all(call.region).put(found.id, { ...found, permissions: kept });
      return { DataSourceArn: arnOf(call, found.id), DataSourceId: found.id, Permissions: kept };
    }),
  };
}
