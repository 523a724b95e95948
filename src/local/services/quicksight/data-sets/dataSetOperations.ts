/** https://docs.aws.amazon.com/quicksight/latest/APIReference/API_CreateDataSet.html and its kin */
import { randomUUID } from 'node:crypto';
import type { Kernel } from '../../../kernel.ts';
import type { Call, Operations } from '../../../server/operation.ts';
import type { ExtractFiles } from '../ingestions/extractFiles.ts';
import { ingestionArn, ingestionsIn } from '../ingestions/ingestion.ts';
import type { IngestionRunner } from '../ingestions/ingestionRunner.ts';
import { changedPermissions, permissionChanges, permissions } from '../permissions.ts';
import { alreadyExists, pageOf, paging, quickSightOperation, resourceId, tags } from '../quickSightOperation.ts';
import type { RefreshSchedules } from '../schedules/refreshSchedules.ts';
import { forgetTags, putTags } from '../tags.ts';
import { type DataSet, dataSetArn, dataSetsIn, describeDataSet, needDataSet, summaryOf } from './dataSet.ts';
import { definition, readDefinition } from './definition.ts';

const id = { DataSetId: resourceId };

interface Parts {
  readonly kernel: Kernel;
  readonly runner: IngestionRunner;
  readonly files: ExtractFiles;
  readonly schedules: RefreshSchedules;
}

export function dataSetOperations({ kernel, runner, files, schedules }: Parts): Operations {
  const all = (region: string) => dataSetsIn(kernel, region);

  /** What is imported into memory on AWS is imported as soon as it is defined. */
  const importOf = (set: DataSet, type: 'INITIAL_INGESTION' | 'EDIT', call: Call) => {
    if (set.importMode !== 'SPICE') return {};
    const IngestionId = randomUUID();
    runner.start(call.region, { id: IngestionId, dataSetId: set.id, source: 'MANUAL', type });
    return { IngestionArn: ingestionArn(call, set.id, IngestionId), IngestionId };
  };

  return {
    CreateDataSet: quickSightOperation({ ...definition, Permissions: permissions, Tags: tags }, (input, call) => {
      const now = Date.now();
      const set: DataSet = {
        ...readDefinition(kernel, call.region, input),
        ...{ permissions: input.Permissions ?? [], created: now, updated: now },
      };
      kernel.store.transaction(() => {
        if (!all(call.region).insert(set.id, set)) throw alreadyExists('DATA_SET', `DataSet ${set.id} already exists`);
        putTags(kernel, call.region, dataSetArn(call, set.id), input.Tags ?? []);
      });
      return { Arn: dataSetArn(call, set.id), DataSetId: set.id, ...importOf(set, 'INITIAL_INGESTION', call) };
    }),

    UpdateDataSet: quickSightOperation(definition, (input, call) => {
      const found = needDataSet(kernel, call.region, input.DataSetId);
      const changed: DataSet = { ...found, ...readDefinition(kernel, call.region, input), updated: Date.now() };
      all(call.region).put(found.id, changed);
      return { Arn: dataSetArn(call, found.id), DataSetId: found.id, ...importOf(changed, 'EDIT', call) };
    }),

    DescribeDataSet: quickSightOperation(id, (input, call) => ({
      DataSet: describeDataSet(needDataSet(kernel, call.region, input.DataSetId), call),
    })),

    ListDataSets: quickSightOperation(paging, (input, call) => {
      const found = [...all(call.region).all()].map(({ value }) => value);
      const { items, ...next } = pageOf(found, input);
      return { DataSetSummaries: items.map((each) => summaryOf(each, call)), ...next };
    }),

    DeleteDataSet: quickSightOperation(id, async (input, call) => {
      const { id: gone } = needDataSet(kernel, call.region, input.DataSetId);
      const Arn = dataSetArn(call, gone);
      await runner.leave(call.region, gone);
      kernel.store.transaction(() => {
        all(call.region).delete(gone);
        for (const { id: ingestion } of [...ingestionsIn(kernel, call.region).all(`${gone}/`)]) {
          ingestionsIn(kernel, call.region).delete(ingestion);
        }
        schedules.forget(call.region, gone);
        forgetTags(kernel, call.region, Arn);
      });
      files.remove(call.region, gone);
      return { Arn, DataSetId: gone };
    }),

    DescribeDataSetPermissions: quickSightOperation(id, (input, call) => {
      const found = needDataSet(kernel, call.region, input.DataSetId);
      return { DataSetArn: dataSetArn(call, found.id), DataSetId: found.id, Permissions: found.permissions };
    }),

    UpdateDataSetPermissions: quickSightOperation({ ...id, ...permissionChanges }, (input, call) => {
      const found = needDataSet(kernel, call.region, input.DataSetId);
      const kept = changedPermissions(found.permissions, input.GrantPermissions ?? [], input.RevokePermissions ?? []);
      all(call.region).put(found.id, { ...found, permissions: kept });
      return { DataSetArn: dataSetArn(call, found.id), DataSetId: found.id };
    }),
  };
}
