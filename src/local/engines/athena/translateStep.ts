import { translate } from '../trino/translate.ts';
import { type TranslateAnswer, type TranslateRequest, tableKey } from './engineApi.ts';

/** Ends a translation that met a name it must know more about. */
class Unknown extends Error {}

/**
 * Translates a query as far as the catalog's part that it was given goes: else it says what else it must know. The
 * catalog itself is in another process, and a translation does not wait.
 * @throws AthenaSyntaxError
 */
export function translateStep({ query, database, columns, databases }: TranslateRequest): TranslateAnswer {
  const need: { tables: Parameters<typeof tableKey>[0][]; databases: string[] } = { tables: [], databases: [] };
  try {
    const translation = translate(query, {
      database,
      columns(table) {
        const key = tableKey(table);
        if (columns.has(key)) return columns.get(key);
        need.tables.push(table);
        throw new Unknown();
      },
      hasDatabase(name) {
        const known = databases.get(name);
        if (known !== undefined) return known;
        need.databases.push(name);
        throw new Unknown();
      },
    });
    return { translation };
  } catch (error) {
    if (error instanceof Unknown) return need;
    throw error;
  }
}
