import type { DbtColumn, DbtNode } from './manifest.ts';
import type { DbtProject } from './projects.ts';
import type { DbtCtx } from './startRun.ts';
import { runToEnd } from './startRun.ts';

/** Columns that a warehouse was found to have, by project and node. */
const known = new Map<string, readonly DbtColumn[]>();

/** What was asked for, found or not: a warehouse may be slow or away. */
const asked = new Set<string>();

const keyOf = (project: DbtProject, id: string) => `${project.folder} ${id}`;

/** What was found before; empty when nobody has asked. */
export function knownColumns(project: DbtProject, id: string): readonly DbtColumn[] {
  return known.get(keyOf(project, id)) ?? [];
}

/** Whether nobody has asked for a node's columns since its project last ran; whoever is told so is to ask. */
export function shouldAsk(project: DbtProject, id: string): boolean {
  const key = keyOf(project, id);
  if (asked.has(key)) return false;
  asked.add(key);
  return true;
}

/** For a project whose relations may have changed. */
export function forgetColumns(project: DbtProject): void {
  const ofProject = (key: string) => key.startsWith(`${project.folder} `);
  for (const key of [...known.keys()].filter(ofProject)) known.delete(key);
  for (const key of [...asked].filter(ofProject)) asked.delete(key);
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
