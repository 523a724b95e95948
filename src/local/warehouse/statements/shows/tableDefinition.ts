import { typeText } from '../../../engines/redshift/types/typeNames.ts';
import type { ColumnEntry, RelationEntry } from '../../catalog/entries.ts';
import { SqlError, sqlStates } from '../../sqlError.ts';

/** The statement that would make the table: https://docs.aws.amazon.com/redshift/latest/dg/r_SHOW_TABLE.html */
export function tableDefinition(table: RelationEntry): string {
  if (table.kind !== 'table') throw new SqlError(sqlStates.wrongObjectType, `"${table.name}" is not a table`);
  const keys = (table.details.constraints ?? []).filter(({ kind }) => kind !== 'foreign-key');
  const lines = [
    ...table.columns.map(columnLine),
    ...keys.map(({ kind, columns }) => `${kind === 'primary-key' ? 'PRIMARY KEY' : 'UNIQUE'} (${columns.join(', ')})`),
  ];
  const sort = table.columns
    .filter(({ sortKey }) => sortKey)
    .sort((a, b) => Math.abs(a.sortKey ?? 0) - Math.abs(b.sortKey ?? 0));
  const dist = table.columns.find(({ distKey }) => distKey);
  const ends = [
    ...(table.details.distStyle ? [`DISTSTYLE ${table.details.distStyle}`] : []),
    ...(dist ? [`DISTKEY (${dist.name})`] : []),
    ...(sort.length > 0 ? [`SORTKEY (\n    ${sort.map(({ name }) => name).join(',\n    ')}\n)`] : []),
  ];
  return `CREATE TABLE ${table.schema}.${table.name} (\n    ${lines.join(',\n    ')}\n)${ends.map((end) => `\n${end}`).join('')};`;
}

function columnLine({ name, type, notNull, defaultText, identitySeed, encode }: ColumnEntry): string {
  const parts = [
    ...[name, typeText(type)],
    ...(notNull ? ['NOT NULL'] : []),
    ...(defaultText ? [`DEFAULT ${defaultText}`] : []),
    ...(identitySeed ? [`identity(${identitySeed.join(',')})`] : []),
    ...(encode ? [`ENCODE ${encode}`] : []),
  ];
  return parts.join(' ');
}
