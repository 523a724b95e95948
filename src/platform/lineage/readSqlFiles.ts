import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { tokensOf } from '../../core/sqlTokens.ts';
import { addQuery } from './addQuery.ts';
import { inFile, type PipelineScope, sourceNode } from './pipelineScope.ts';

/** Folders in which no SQL of the pipeline's own lies, and those of dbt, which readDbt reads. */
const skipped = /(^|\/)(node_modules|\.[^/]*|dbt_packages|target|venv|site-packages)(\/|$)/;
const mostFiles = 2000;

/**
 * Adds what the SQL files of a pipeline make: views and tables by statements that run on Athena or Redshift, and the
 * tables of the source by the files that create them there.
 */
export async function readSqlFiles(scope: PipelineScope, dbtFolders: readonly string[]): Promise<void> {
  const { folder, declared } = scope.pipeline;
  const database = (declared.athena?.database ?? '').replace(
    /\$\{([^}]*)\}/g,
    (whole, name: string) => scope.template.outputs[name] ?? whole,
  );
  let read = 0;
  for await (const relative of glob('**/*.sql', { cwd: folder, exclude: (name) => skipped.test(name) })) {
    const file = path.join(folder, relative);
    if (skipped.test(relative.split(path.sep).join('/')) || dbtFolders.some((each) => file.startsWith(each + path.sep)))
      continue;
    if (++read > mostFiles) return;
    const text = await readFile(file, 'utf8');
    const kind = kindOf(text, scope);
    for (const { sql, line } of statementsOf(text)) {
      const evidence = inFile(scope, file, line);
      if (kind === 'source') {
        const table = /^\s*create\s+table\s+(?:if\s+not\s+exists\s+)?([\w.$"]+)/i.exec(withoutComments(sql))?.[1];
        const [server] = scope.sources;
        if (table && server) sourceNode(scope, server, table.replaceAll('"', '').split('.'), evidence);
        continue;
      }
      addQuery(scope, path.basename(file), sql, kind, evidence, { database });
    }
  }
}

/**
 * What takes a file's statements. Files do not say it; these words do: PostgreSQL's own kinds of column belong to the
 * source where the pipeline has one, Redshift's own clauses to the warehouse.
 */
function kindOf(text: string, scope: PipelineScope): 'source' | 'redshift' | 'athena' {
  const plain = withoutComments(text);
  const isPostgres =
    /\bcreate\s+table\b[\s\S]*\b(serial|bigserial|references|primary\s+key|generated\s+(always|by))\b/i.test(plain);
  const isRedshift = /\b(diststyle|distkey|sortkey|encode\s+\w+|iam_role|unload|materialized\s+view)\b/i.test(plain);
  if (isPostgres && !isRedshift && scope.sources.length > 0) return 'source';
  if (isRedshift) return 'redshift';
  const { athena, redshift } = scope.pipeline.declared;
  return redshift && !athena ? 'redshift' : 'athena';
}

function withoutComments(sql: string): string {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
}

/** The statements of a file with the lines on which they begin; a file that cannot be read has none. */
function statementsOf(text: string): { readonly sql: string; readonly line: number }[] {
  let tokens: ReturnType<typeof tokensOf>;
  try {
    tokens = tokensOf(text, false);
  } catch {
    return [];
  }
  const found: { sql: string; line: number }[] = [];
  let first: number | undefined;
  const close = (end: number) => {
    if (first === undefined) return;
    found.push({ sql: text.slice(first, end), line: text.slice(0, first).split('\n').length });
    first = undefined;
  };
  for (const token of tokens) {
    if (token.kind === 'sign' && token.text === ';') close(token.start);
    else first ??= token.start;
  }
  close(text.length);
  return found;
}
