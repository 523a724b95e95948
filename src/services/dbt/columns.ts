import type { DbtColumn, DbtNode } from './manifest.ts';
import type { DbtProject } from './projects.ts';
import type { DbtCtx } from './startRun.ts';
import { runToEnd } from './startRun.ts';

/** Columns that a warehouse was found to have, by project and node. */
const known = new Map<string, readonly DbtColumn[]>();

const keyOf = (project: DbtProject, id: string) => `${project.folder} ${id}`;

/** What was found before; empty when nobody has asked. */
export function knownColumns(project: DbtProject, id: string): readonly DbtColumn[] {
  return known.get(keyOf(project, id)) ?? [];
}

/** For a project whose relations may have changed. */
export function forgetColumns(project: DbtProject): void {
  for (const key of known.keys()) if (key.startsWith(`${project.folder} `)) known.delete(key);
}

/**
 * The columns that a node's relation has in the warehouse, as dbt's adapter finds them; empty when it was not built.
 * @throws AppError `failed` in dbt's words when the warehouse cannot be asked
 */
export async function readColumns(
  ctx: DbtCtx,
  project: DbtProject,
  node: DbtNode,
  signal: AbortSignal,
): Promise<readonly DbtColumn[]> {
  const relation =
    node.type === 'source'
      ? `source('${node.source}', '${node.name.slice(node.source.length + 1)}')`
      : `ref('${node.name}')`;
  const template = `{% for column in adapter.get_columns_in_relation(${relation}) %}{{ column.name ~ '\\t' ~ column.data_type ~ '\\n' }}{% endfor %}`;
  const { compiled } = await runToEnd(ctx, { project, args: ['compile', '--inline', template] }, signal);
  const columns = (compiled ?? '').split('\n').flatMap((line): DbtColumn[] => {
    const [name, type = ''] = line.split('\t');
    return name?.trim() ? [{ name: name.trim(), type: type.trim(), description: '' }] : [];
  });
  if (columns.length > 0) known.set(keyOf(project, node.id), columns);
  return columns;
}
