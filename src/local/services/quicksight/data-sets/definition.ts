/** A data set as it is given, checked: its sources are there, its columns follow from its tables. */
import { z } from 'zod';
import type { Kernel } from '../../../kernel.ts';
import { dataSourceOfArn } from '../data-sources/dataSource.ts';
import { invalidValue, resourceId, resourceName } from '../quickSightOperation.ts';
import { type Column, columnOf } from './columns.ts';
import { type DataSet, dataSetOfArn } from './dataSet.ts';
import { DefinitionError } from './definitionError.ts';
import { resultTable } from './tableSql.ts';
import { logicalTableMap, type PhysicalTable, physicalTableMap } from './tables.ts';
import type { Table } from './transforms.ts';

const keptMembers = {
  ColumnGroups: z.unknown().optional(),
  FieldFolders: z.unknown().optional(),
  DataSetUsageConfiguration: z.unknown().optional(),
  PerformanceConfiguration: z.unknown().optional(),
};
/** Who may see which rows: one user is here, who would see fewer rows on AWS and all of them here. */
const refusedMembers = {
  RowLevelPermissionDataSet: z.unknown().optional(),
  RowLevelPermissionTagConfiguration: z.unknown().optional(),
  ColumnLevelPermissionRules: z.unknown().optional(),
  DatasetParameters: z.unknown().optional(),
  DataPrepConfiguration: z.unknown().optional(),
  SemanticModelConfiguration: z.unknown().optional(),
};

export const definition = {
  DataSetId: resourceId,
  Name: resourceName,
  PhysicalTableMap: physicalTableMap,
  LogicalTableMap: logicalTableMap.nullish(),
  ImportMode: z.enum(['SPICE', 'DIRECT_QUERY']),
  ...keptMembers,
  ...refusedMembers,
};
type Definition = z.infer<z.ZodObject<typeof definition>>;

/** @throws Fault InvalidParameterValueException, ResourceNotFoundException */
export function readDefinition(
  kernel: Kernel,
  region: string,
  input: Definition,
): Omit<DataSet, 'permissions' | 'created' | 'updated'> {
  for (const name of Object.keys(refusedMembers)) {
    const given = input[name as keyof typeof refusedMembers];
    if (given !== undefined && given !== null) throw invalidValue(`The local endpoint does not do ${name}.`);
  }
  for (const [key, table] of Object.entries(input.PhysicalTableMap)) {
    const { type } = dataSourceOfArn(kernel, region, sourceArnOf(key, table));
    if ((type === 'S3') !== (table.S3Source !== undefined)) {
      throw invalidValue(
        `PhysicalTableMap ${key}: a data source of type ${type} needs ${type === 'S3' ? 'an S3Source' : 'a RelationalTable or CustomSql'}.`,
      );
    }
  }
  const set = {
    id: input.DataSetId,
    name: input.Name,
    physical: input.PhysicalTableMap,
    logical: input.LogicalTableMap ?? undefined,
    importMode: input.ImportMode,
    kept: Object.fromEntries(
      Object.keys(keptMembers).flatMap((name) => {
        const value = input[name as keyof typeof keptMembers];
        return value === undefined || value === null ? [] : [[name, value]];
      }),
    ),
  };
  return { ...set, columns: checkedTable(kernel, region, set).columns };
}

function checkedTable(kernel: Kernel, region: string, set: Pick<DataSet, 'physical' | 'logical'>): Table {
  try {
    return tableOf(kernel, region, set);
  } catch (error) {
    throw error instanceof DefinitionError ? invalidValue(error.message) : error;
  }
}

/** What a data set's rows are as SQL. @throws DefinitionError, Fault ResourceNotFoundException */
export function tableOf(kernel: Kernel, region: string, set: Pick<DataSet, 'physical' | 'logical'>): Table {
  return resultTable(set.physical, set.logical, {
    physical: new Map(Object.entries(set.physical).map(([key, table]) => [key, columnsOf(table)])),
    dataSet: (arn) => {
      const { id, importMode, columns } = dataSetOfArn(kernel, region, arn);
      if (importMode !== 'SPICE')
        throw new DefinitionError(`the data set ${id} has no rows of its own: its mode is ${importMode}`);
      return columns;
    },
  });
}

function columnsOf({ RelationalTable, CustomSql, S3Source }: PhysicalTable): Column[] {
  return (RelationalTable?.InputColumns ?? CustomSql?.Columns ?? S3Source?.InputColumns ?? []).map(columnOf);
}

/** @throws Fault InvalidParameterValueException for a table of a kind that is not read here */
export function sourceArnOf(key: string, table: PhysicalTable): string {
  const given = Object.entries(table).filter(([, value]) => value !== undefined);
  if (given.length !== 1) throw invalidValue(`PhysicalTableMap ${key}: exactly one kind of table is expected.`);
  const found = table.RelationalTable ?? table.CustomSql ?? table.S3Source;
  if (!found) throw invalidValue(`PhysicalTableMap ${key}: the local endpoint does not read ${given[0]?.[0]}.`);
  return found.DataSourceArn;
}

/** The ARNs of the data sets that this one is made of. */
export function usedDataSets({ logical }: Pick<DataSet, 'logical'>): string[] {
  return Object.values(logical ?? {}).flatMap(({ Source }) => (Source.DataSetArn ? [Source.DataSetArn] : []));
}
