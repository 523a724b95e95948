import type { ResultColumn } from '../../engines/athena/engineApi.ts';
import type { OutputColumn } from '../../engines/trino/translation.ts';
import { trinoType } from '../../engines/trino/types/catalogType.ts';
import type { ColumnInfo } from './state/queries.ts';

/** Types that DuckDB has no name of its own for. */
const onlyTrinos = /^(char|json|ipaddress|uuid|unknown|interval .*)\b/;

/** What GetQueryResults says of a result's columns: https://docs.aws.amazon.com/athena/latest/APIReference/API_ColumnInfo.html */
export function columnInfos(
  columns: readonly ResultColumn[],
  translated: readonly OutputColumn[] | undefined,
): ColumnInfo[] {
  const known = translated?.length === columns.length ? translated : undefined;
  return columns.map((column, i) => {
    const { type, precision, scale } = trinoType(column.type);
    const trinos = known?.[i]?.type;
    const special = trinos === undefined ? undefined : onlyTrinos.exec(trinos)?.[1];
    return columnInfo(known?.[i]?.name ?? column.name, special ?? type, precision, scale);
  });
}

export function columnInfo(name: string, type: string, precision = 0, scale = 0): ColumnInfo {
  return {
    CatalogName: 'hive',
    SchemaName: '',
    TableName: '',
    Name: name,
    Label: name,
    Type: type,
    Precision: precision,
    Scale: scale,
    Nullable: 'UNKNOWN',
    CaseSensitive: type === 'varchar' || type === 'char' || type === 'json',
  };
}

/** The one column of statements that write rows. */
export const rowsColumn: ColumnInfo = columnInfo('rows', 'bigint', 19);
