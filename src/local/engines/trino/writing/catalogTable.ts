import { quoteName } from '../../../../core/sqlQuoting.ts';
import { queryError } from '../athenaSyntaxError.ts';
import type { Name } from '../grammar/queryTree.ts';
import type { CatalogTable } from '../translation.ts';
import { typeOfHive } from '../types/catalogType.ts';
import { schemaName } from './schemaName.ts';
import { type ColumnBinding, folded } from './scope.ts';
import type { Writer } from './writer.ts';

export interface ReadTable {
  readonly sql: string;
  readonly columns: readonly ColumnBinding[];
  /** What it can be called by when it has no alias, the last part first. */
  readonly names: readonly string[];
  readonly onHidden: (column: string) => void;
}

const catalogName = 'awsdatacatalog';

/**
 * A table or view of the catalog, noted as read.
 * @throws AthenaSyntaxError CATALOG_NOT_FOUND, SCHEMA_NOT_FOUND, TABLE_NOT_FOUND
 */
export function readCatalogTable(name: readonly Name[], { catalog, register }: Writer): ReadTable {
  const { at } = name[0]!;
  const [table = '', database = catalog.database.toLowerCase(), named = catalogName, ...more] = name
    .map(folded)
    .reverse();
  if (more.length > 0)
    throw queryError('TABLE_NOT_FOUND', at, `Too many dots in table name: ${name.map(folded).join('.')}`);
  const full: CatalogTable = { ...(named !== catalogName && { catalog: named }), database, table };
  const columns = catalog.columns(full);
  if (!columns) {
    if (named !== catalogName) throw queryError('CATALOG_NOT_FOUND', at, `Catalog '${named}' not found`);
    throw catalog.hasDatabase?.(database) === false
      ? queryError('SCHEMA_NOT_FOUND', at, `Schema '${database}' does not exist`)
      : queryError('TABLE_NOT_FOUND', at, `Table '${catalogName}.${database}.${table}' does not exist`);
  }
  const reads = register.read(full);
  return {
    sql: `${quoteName(schemaName(database))}.${quoteName(table)}`,
    columns: columns.map((column) => {
      const label = column.name.toLowerCase();
      return { label, sqlName: label, type: typeOfHive(column.type), origin: { reads, column: label } };
    }),
    names: [table, database, named],
    onHidden: (column) => register.hiddenColumn(full, column),
  };
}
