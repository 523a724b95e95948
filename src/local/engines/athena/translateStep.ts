import type { TranslateAnswer, TranslateRequest } from './engineApi.ts';
// INTERIM until the translator is there
export function translateStep({ query, database }: TranslateRequest): TranslateAnswer {
  const names = [...query.sql.matchAll(/\b(?:from|join)\s+("?[\w.$"]+)/gi)].map((m) =>
    m[1]!.replaceAll('"', '').toLowerCase().split('.'),
  );
  const relations = names.map((parts) => ({
    table: { database: parts.length > 1 ? parts.at(-2)! : database, table: parts.at(-1)! },
    uses: [[]],
    hiddenColumns: [],
  }));
  let sql = query.sql;
  for (const { table } of relations)
    sql = sql.replaceAll(
      new RegExp(`(from|join)\\s+"?${table.table}"?`, 'gi'),
      `$1 "${table.database}"."${table.table}"`,
    );
  return { translation: { sql, relations, columns: undefined } };
}
