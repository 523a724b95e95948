import { quoteName } from '../../../../core/sqlQuoting.ts';
import type { PhysicalTable } from '../data-sets/tables.ts';

/** The statement that reads a table of a database; Redshift, Athena and PostgreSQL quote names alike. */
export function sourceSql({ RelationalTable: table, CustomSql }: PhysicalTable): string {
  if (CustomSql) return CustomSql.SqlQuery.trim().replace(/;$/, '');
  if (!table) throw new Error('The table is no table of a database.');
  const columns = table.InputColumns.map(({ Name }) => quoteName(Name)).join(', ');
  const name = [table.Catalog, table.Schema, table.Name]
    .filter((part) => Boolean(part))
    .map((part) => quoteName(part!));
  return `SELECT ${columns} FROM ${name.join('.')}`;
}
