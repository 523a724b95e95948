/** A data set: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_DataSet.html */
import type { Kernel } from '../../../kernel.ts';
import type { Call } from '../../../server/operation.ts';
import type { Collection } from '../../../state/store.ts';
import type { Permission } from '../permissions.ts';
import { idOfArn, notFound, quickSightArn } from '../quickSightOperation.ts';
import { type Column, describeColumn } from './columns.ts';
import type { LogicalTableMap, PhysicalTableMap } from './tables.ts';

/** The rows of a data set as they were imported last. */
export interface Extract {
  /** The Parquet file, within the data set's folder. */
  readonly file: string;
  readonly ingestionId: string;
  readonly rows: number;
  /** Of the file. */
  readonly bytes: number;
  /** Milliseconds. */
  readonly completed: number;
}

export interface DataSet {
  readonly id: string;
  readonly name: string;
  readonly physical: PhysicalTableMap;
  readonly logical?: LogicalTableMap | undefined;
  readonly importMode: 'SPICE' | 'DIRECT_QUERY';
  readonly columns: readonly Column[];
  /** What is told again and changes nothing here: column groups, folders, row-level permissions. */
  readonly kept: Readonly<Record<string, unknown>>;
  readonly permissions: readonly Permission[];
  readonly extract?: Extract | undefined;
  /** Milliseconds. */
  readonly created: number;
  readonly updated: number;
}

/** Data sets of a region, by id. */
export function dataSetsIn(kernel: Kernel, region: string): Collection<DataSet> {
  return kernel.store.collection<DataSet>('quicksight.dataSet', region);
}

/** @throws Fault ResourceNotFoundException */
export function needDataSet(kernel: Kernel, region: string, id: string): DataSet {
  const found = dataSetsIn(kernel, region).get(id);
  if (!found) throw notFound('DATA_SET', `DataSet ${id} is not found`);
  return found;
}

/** @throws Fault ResourceNotFoundException */
export function dataSetOfArn(kernel: Kernel, region: string, arn: string): DataSet {
  return needDataSet(kernel, region, idOfArn(arn, 'dataset') ?? arn);
}

export function dataSetArn(call: Pick<Call, 'region' | 'accountId'>, id: string): string {
  return quickSightArn(call, 'dataset', id);
}

export function summaryOf(set: DataSet, call: Pick<Call, 'region' | 'accountId'>) {
  return {
    Arn: dataSetArn(call, set.id),
    DataSetId: set.id,
    Name: set.name,
    CreatedTime: new Date(set.created),
    LastUpdatedTime: new Date(set.updated),
    ImportMode: set.importMode,
    RowLevelPermissionTagConfigurationApplied: false,
    ColumnLevelPermissionRulesApplied: false,
  };
}

export function describeDataSet(set: DataSet, call: Pick<Call, 'region' | 'accountId'>) {
  return {
    Arn: dataSetArn(call, set.id),
    DataSetId: set.id,
    Name: set.name,
    CreatedTime: new Date(set.created),
    LastUpdatedTime: new Date(set.updated),
    PhysicalTableMap: set.physical,
    LogicalTableMap: set.logical ?? {},
    OutputColumns: set.columns.map(describeColumn),
    ImportMode: set.importMode,
    ConsumedSpiceCapacityInBytes: set.extract?.bytes ?? 0,
    ...set.kept,
  };
}
