/** https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroup.html */
import { z } from 'zod';
import type { Call, Operations } from '../../../server/operation.ts';
import { paging, takePage } from '../../../server/pageToken.ts';
import { athenaArn } from '../arns.ts';
import type { AthenaCtx } from '../athenaCtx.ts';
import { athenaOperation, invalidRequest } from '../athenaOperation.ts';
import { checkOutputLocation } from '../outputLocation.ts';
import { pageSize, readToken } from '../paging.ts';
import {
  defaultConfiguration,
  engineVersion,
  primaryWorkgroup,
  type ResultConfiguration,
  type Workgroup,
  type WorkgroupConfiguration,
} from '../state/workgroups.ts';
import { tagsInput } from './tags.ts';

const name = z
  .string()
  .regex(/^[a-zA-Z0-9._-]{1,128}$/, 'Member must satisfy regular expression pattern: [a-zA-Z0-9._-]{1,128}');
const description = z.string().max(1024);
const state = z.enum(['ENABLED', 'DISABLED']);

export const resultConfiguration = z.object({
  OutputLocation: z
    .string()
    .nullish()
    .transform((location) => location || undefined),
  EncryptionConfiguration: z.unknown().optional(),
  ExpectedBucketOwner: z.string().optional(),
  AclConfiguration: z.unknown().optional(),
});

const flag = z.boolean().optional();
const settings = {
  EnforceWorkGroupConfiguration: flag,
  PublishCloudWatchMetricsEnabled: flag,
  RequesterPaysEnabled: flag,
  EnableMinimumEncryptionConfiguration: flag,
  BytesScannedCutoffPerQuery: z.number().int().min(10_000_000).optional(),
  EngineVersion: z.object({ SelectedEngineVersion: z.string().optional() }).optional(),
  AdditionalConfiguration: z.string().optional(),
  ExecutionRole: z.string().optional(),
  ManagedQueryResultsConfiguration: z.object({ Enabled: z.boolean().optional() }).optional(),
};
const configuration = z.object({ ...settings, ResultConfiguration: resultConfiguration.optional() });
const updates = z.object({
  ...settings,
  RemoveBytesScannedCutoffPerQuery: flag,
  ResultConfigurationUpdates: resultConfiguration
    .extend({
      RemoveOutputLocation: flag,
      RemoveEncryptionConfiguration: flag,
      RemoveExpectedBucketOwner: flag,
      RemoveAclConfiguration: flag,
    })
    .optional(),
});

type Settings = Partial<z.infer<typeof configuration>>;

export function workgroupOperations({ workgroups, queries, named, prepared, tags, kernel }: AthenaCtx): Operations {
  const arnOf = (call: Call, workgroup: string) => athenaArn(call, 'workgroup', workgroup);

  return {
    CreateWorkGroup: athenaOperation(
      z.object({
        Name: name,
        Description: description.nullish(),
        Configuration: configuration.nullish(),
        Tags: tagsInput.nullish(),
      }),
      (input, call) => {
        const { ResultConfiguration: results, ...given } = input.Configuration ?? {};
        const created = {
          name: input.Name,
          description: input.Description ?? '',
          state: 'ENABLED' as const,
          created: Date.now(),
          configuration: changed({ ...defaultConfiguration, ResultConfiguration: checked(results) }, given),
        };
        kernel.store.transaction(() => {
          if (!workgroups.in(call.region).insert(input.Name, created))
            throw invalidRequest('WorkGroup is already created');
          tags.add(call.region, arnOf(call, input.Name), input.Tags ?? []);
        });
      },
    ),

    GetWorkGroup: athenaOperation(z.object({ WorkGroup: name }), (input, call) => {
      const found = workgroups.need(call.region, input.WorkGroup);
      return {
        WorkGroup: {
          Name: found.name,
          State: found.state,
          Description: found.description,
          CreationTime: new Date(found.created),
          Configuration: found.configuration,
        },
      };
    }),

    ListWorkGroups: athenaOperation(z.object(paging), (input, call) => {
      const after = readToken(input.NextToken);
      const all = workgroups.in(call.region).all();
      const { items, ...next } = takePage(
        all.filter(({ id }) => after === undefined || id > after),
        ({ id }) => id,
        pageSize(input, 50),
      );
      return { WorkGroups: items.map(({ value }) => summary(value)), ...next };
    }),

    UpdateWorkGroup: athenaOperation(
      z.object({
        WorkGroup: name,
        Description: description.nullish(),
        State: state.nullish(),
        ConfigurationUpdates: updates.nullish(),
      }),
      (input, call) => {
        const found = workgroups.need(call.region, input.WorkGroup);
        const { ResultConfigurationUpdates, RemoveBytesScannedCutoffPerQuery, ...given } =
          input.ConfigurationUpdates ?? {};
        const { BytesScannedCutoffPerQuery, ...rest } = found.configuration;
        const base = RemoveBytesScannedCutoffPerQuery ? rest : { ...rest, BytesScannedCutoffPerQuery };
        const results = updatedResults(base.ResultConfiguration, ResultConfigurationUpdates);
        workgroups.in(call.region).put(input.WorkGroup, {
          ...found,
          description: input.Description ?? found.description,
          state: input.State ?? found.state,
          configuration: changed({ ...base, ResultConfiguration: results }, given),
        });
      },
    ),

    DeleteWorkGroup: athenaOperation(
      z.object({ WorkGroup: name, RecursiveDeleteOption: z.boolean().nullish() }),
      (input, call) => {
        if (input.WorkGroup === primaryWorkgroup) throw invalidRequest('The primary WorkGroup cannot be deleted.');
        workgroups.need(call.region, input.WorkGroup);
        const used =
          queries.hasAny(call.region, input.WorkGroup) ||
          named.hasAny(call.region, input.WorkGroup) ||
          prepared.in(call.region).count(`${input.WorkGroup}/`) > 0;
        if (used && !input.RecursiveDeleteOption) {
          throw invalidRequest(`WorkGroup ${input.WorkGroup} is not empty`);
        }
        kernel.store.transaction(() => {
          workgroups.in(call.region).delete(input.WorkGroup);
          queries.deleteAll(call.region, input.WorkGroup);
          named.deleteAll(call.region, input.WorkGroup);
          for (const { id } of [...prepared.in(call.region).all(`${input.WorkGroup}/`)])
            prepared.in(call.region).delete(id);
          tags.forget(call.region, arnOf(call, input.WorkGroup));
        });
      },
    ),

    ListEngineVersions: athenaOperation(z.object(paging), () => ({
      EngineVersions: [
        { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: engineVersion },
        { SelectedEngineVersion: engineVersion, EffectiveEngineVersion: engineVersion },
      ],
    })),
  };
}

function summary(workgroup: Workgroup) {
  return {
    Name: workgroup.name,
    State: workgroup.state,
    Description: workgroup.description,
    CreationTime: new Date(workgroup.created),
    EngineVersion: workgroup.configuration.EngineVersion,
  };
}

/** A configuration with the settings that were given. @throws Fault InvalidRequestException */
function changed(base: WorkgroupConfiguration, given: Omit<Settings, 'ResultConfiguration'>): WorkgroupConfiguration {
  const { EngineVersion, ManagedQueryResultsConfiguration, ...plain } = given;
  if (ManagedQueryResultsConfiguration?.Enabled) {
    throw invalidRequest('The local endpoint keeps results in S3 only: give the workgroup an OutputLocation.');
  }
  const selected = EngineVersion?.SelectedEngineVersion;
  if (selected !== undefined && selected !== 'AUTO' && selected !== engineVersion) {
    throw invalidRequest(`The engine version ${selected} is not supported. It must be AUTO or ${engineVersion}.`);
  }
  const set = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  return {
    ...base,
    ...set,
    ...(selected === undefined
      ? {}
      : { EngineVersion: { SelectedEngineVersion: selected, EffectiveEngineVersion: engineVersion } }),
  };
}

function checked(results: ResultConfiguration | undefined): ResultConfiguration {
  if (results?.OutputLocation !== undefined) checkOutputLocation(results.OutputLocation);
  return results ?? {};
}

type ResultUpdates = z.infer<typeof updates>['ResultConfigurationUpdates'];

function updatedResults(base: ResultConfiguration, given: ResultUpdates): ResultConfiguration {
  if (!given) return base;
  const {
    RemoveOutputLocation,
    RemoveEncryptionConfiguration,
    RemoveExpectedBucketOwner,
    RemoveAclConfiguration,
    ...set
  } = given;
  const removed = [
    ...(RemoveOutputLocation ? ['OutputLocation'] : []),
    ...(RemoveEncryptionConfiguration ? ['EncryptionConfiguration'] : []),
    ...(RemoveExpectedBucketOwner ? ['ExpectedBucketOwner'] : []),
    ...(RemoveAclConfiguration ? ['AclConfiguration'] : []),
  ];
  const kept = Object.entries(base).filter(([member]) => !removed.includes(member));
  const added = Object.entries(set).filter(([, value]) => value !== undefined);
  return checked(Object.fromEntries([...kept, ...added]));
}
