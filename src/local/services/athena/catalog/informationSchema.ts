/** https://docs.aws.amazon.com/athena/latest/ug/querying-glue-catalog.html */
import type { SourceColumn } from '../../../engines/athena/engineApi.ts';
import { typeOfHive } from '../../../engines/trino/types/catalogType.ts';
import { typeText } from '../../../engines/trino/types/trinoType.ts';
import type { GlueCatalog } from './glueCatalog.ts';
import { isView } from './presto.ts';

type Rows = (string | null)[][];

export interface CatalogView {
  readonly columns: readonly SourceColumn[];
  readonly rows: (from: { readonly glue: GlueCatalog }) => Promise<Rows>;
}

const catalog = 'awsdatacatalog';
const own = 'information_schema';
const columns = (...names: string[]): SourceColumn[] => names.map((name) => ({ name, type: 'string' }));

const views: Readonly<Record<string, CatalogView>> = {
  schemata: {
    columns: columns('catalog_name', 'schema_name'),
    async rows({ glue }) {
      const rows: Rows = [[catalog, own]];
      for await (const { Name } of glue.databases()) rows.push([catalog, Name]);
      return rows;
    },
  },
  tables: {
    columns: columns('table_catalog', 'table_schema', 'table_name', 'table_type'),
    async rows({ glue }) {
      const rows: Rows = Object.keys(views).map((name) => [catalog, own, name, 'BASE TABLE']);
      for await (const database of glue.databases()) {
        for await (const table of glue.tables(database.Name)) {
          rows.push([catalog, database.Name, table.Name, isView(table) ? 'VIEW' : 'BASE TABLE']);
        }
      }
      return rows;
    },
  },
  columns: {
    columns: [
      ...columns('table_catalog', 'table_schema', 'table_name', 'column_name'),
      { name: 'ordinal_position', type: 'bigint' },
      ...columns('column_default', 'is_nullable', 'data_type', 'comment', 'extra_info'),
    ],
    async rows({ glue }) {
      const rows: Rows = Object.entries(views).flatMap(([table, view]) =>
        view.columns.map(({ name, type }, i) => row(own, table, name, i, type, null, null)),
      );
      for await (const database of glue.databases()) {
        for await (const table of glue.tables(database.Name)) {
          const plain = table.StorageDescriptor?.Columns ?? [];
          const keys = table.PartitionKeys ?? [];
          for (const [i, column] of [...plain, ...keys].entries()) {
            const extra = i < plain.length ? null : 'partition key';
            const comment = column.Comment ?? null;
            rows.push(row(database.Name, table.Name, column.Name, i, column.Type ?? 'string', comment, extra));
          }
        }
      }
      return rows;
    },
  },
  views: {
    columns: columns('table_catalog', 'table_schema', 'table_name', 'view_definition'),
    async rows({ glue }) {
      const rows: Rows = [];
      for await (const database of glue.databases()) {
        for await (const table of glue.tables(database.Name)) {
          if (isView(table)) rows.push([catalog, database.Name, table.Name, table.ViewOriginalText ?? null]);
        }
      }
      return rows;
    },
  },
};

function row(
  schema: string,
  table: string,
  column: string,
  index: number,
  type: string,
  comment: string | null,
  extra: string | null,
): (string | null)[] {
  const trinos = typeText(typeOfHive(type) ?? { name: 'varchar' });
  return [catalog, schema, table, column, String(index + 1), null, 'YES', trinos, comment, extra];
}

export function isInformationSchema({ database }: { readonly database: string }): boolean {
  return database === own;
}

export function informationSchema(name: string): CatalogView | undefined {
  return Object.hasOwn(views, name) ? views[name] : undefined;
}
