/** Views as Athena keeps them in the catalog: https://docs.aws.amazon.com/athena/latest/ug/views.html */
import { z } from 'zod';
import type { TrinoQuery } from '../../../engines/trino/statement.ts';
import { QueryFailure } from '../queryFailure.ts';
import type { GlueTable } from './glueShapes.ts';

const definition = z.object({
  originalSql: z.string(),
  catalog: z.string().optional(),
  schema: z.string().optional(),
  columns: z.array(z.object({ name: z.string(), type: z.string() })).optional(),
});
export type ViewDefinition = z.infer<typeof definition>;

const marker = /^\/\* Presto View: ([A-Za-z0-9+/=\s]+) \*\/$/;

export function isView(table: GlueTable): boolean {
  return table.TableType === 'VIRTUAL_VIEW';
}

/** @throws QueryFailure for a view of another program's making */
export function readView(view: GlueTable): ViewDefinition {
  const [, text] = marker.exec(view.ViewOriginalText?.trim() ?? '') ?? [];
  if (text === undefined) {
    throw new QueryFailure(
      'view',
      `HIVE_UNSUPPORTED_FORMAT: Hive views are not supported: ${view.DatabaseName}.${view.Name}`,
    );
  }
  try {
    return definition.parse(JSON.parse(Buffer.from(text, 'base64').toString('utf8')));
  } catch {
    throw new QueryFailure('view', `HIVE_INVALID_VIEW_DATA: Invalid view JSON: ${view.DatabaseName}.${view.Name}`);
  }
}

export function queryOf(view: ViewDefinition): TrinoQuery {
  return { sql: view.originalSql, at: { line: 1, column: 1 } };
}

/** What `ViewOriginalText` holds. */
export function writeView(view: ViewDefinition): string {
  return `/* Presto View: ${Buffer.from(JSON.stringify(view)).toString('base64')} */`;
}
