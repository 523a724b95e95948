import type { TableAttributes, TableConstraint } from '../../../engines/redshift/definitions.ts';
import type { ColumnEntry, ConstraintEntry, RelationDetails } from '../../catalog/entries.ts';
import type { StatementCtx } from '../../session/statementCtx.ts';
import { SqlError, sqlStates } from '../../sqlError.ts';
import { requireRelation } from '../names.ts';

/** Marks the columns that an attribute of the table names. @throws SqlError 42703 */
export function withKeys(columns: readonly ColumnEntry[], attributes: TableAttributes): ColumnEntry[] {
  const { distKey, sortKey } = attributes;
  const named = [...(distKey === undefined ? [] : [distKey]), ...(sortKey?.columns ?? [])];
  for (const name of named) requireColumn(columns, name);
  return columns.map((column) => {
    const place = sortKey ? sortKey.columns.indexOf(column.name) + 1 : 0;
    const sign = sortKey?.style === 'INTERLEAVED' && place % 2 === 0 ? -1 : 1;
    return {
      ...column,
      distKey: distKey === undefined ? column.distKey : column.name === distKey,
      sortKey: sortKey ? (place > 0 ? place * sign : undefined) : column.sortKey,
    };
  });
}

export function detailsOf(attributes: TableAttributes, columns: readonly ColumnEntry[]): RelationDetails {
  const keyed = columns.some((column) => column.distKey);
  return {
    distStyle: attributes.distStyle ?? (keyed ? 'KEY' : 'AUTO'),
    sortStyle: attributes.sortKey?.style ?? (columns.some((column) => column.sortKey) ? 'COMPOUND' : 'AUTO'),
  };
}

/** @throws SqlError 42703 */
export function requireColumn(columns: readonly ColumnEntry[], name: string): ColumnEntry {
  const found = columns.find((column) => column.name === name);
  if (!found) throw new SqlError(sqlStates.noColumn, `column "${name}" does not exist`);
  return found;
}

/** A constraint as it is kept: told to tools, and not enforced. */
export async function constraintEntry(
  ctx: StatementCtx,
  table: string,
  columns: readonly ColumnEntry[],
  constraint: TableConstraint,
): Promise<ConstraintEntry> {
  for (const name of constraint.columns) requireColumn(columns, name);
  const end = { 'primary-key': 'pkey', unique: 'key', 'foreign-key': 'fkey' }[constraint.kind];
  const usual =
    constraint.kind === 'primary-key' ? `${table}_${end}` : `${table}_${constraint.columns.join('_')}_${end}`;
  const name = constraint.name ?? usual;
  if (constraint.kind !== 'foreign-key') return { name, kind: constraint.kind, columns: constraint.columns };
  const target = await requireRelation(ctx, constraint.table);
  const key = target.details.constraints?.find(({ kind }) => kind === 'primary-key');
  const references = constraint.references.length > 0 ? constraint.references : (key?.columns ?? []);
  return { name, kind: 'foreign-key', columns: constraint.columns, table: target.oid, references };
}
