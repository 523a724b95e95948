import type { RelationName } from '../names.ts';
import { RedshiftError } from '../redshiftError.ts';
import type { ScopeColumn, ScopeRelation } from '../translation.ts';
import { assignTo } from './casts.ts';
import { missingRelation } from './writeRelation.ts';
import type { Writer } from './writer.ts';
import { type Written, written } from './written.ts';

/** The table that a statement changes. @throws RedshiftError 42P01 */
export function targetOf(name: RelationName, writer: Writer): ScopeRelation {
  const found = writer.catalog.relation(name);
  if (!found) throw missingRelation(name, { writer });
  return found;
}

/** @throws RedshiftError 42703 */
export function targetColumn(table: ScopeRelation, name: string, at: number): ScopeColumn {
  const found = table.columns.find((column) => column.name === name);
  if (found) return found;
  throw new RedshiftError('42703', `column "${name}" of relation "${table.name}" does not exist`, at);
}

/** A value as it is put into a column. */
export function assigned(value: Written, column: ScopeColumn, at: number, writer: Writer): Written {
  if (value.parameter !== undefined) return written(writer.parameter(value.parameter, column.type), column.type);
  return assignTo(value, column.name, column.type, at);
}

/** What a column gets where nothing is given. */
export function defaultOf({ default: sql }: ScopeColumn): string {
  return sql ?? 'NULL';
}

/** @throws RedshiftError for a value of one's own in an IDENTITY column */
export function rejectIdentity(column: ScopeColumn, at: number): void {
  if (column.identity === 'always') throw new RedshiftError('0A000', 'cannot set an identity column to a value', at);
}
