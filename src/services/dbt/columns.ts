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
  return (await readColumnsOf(ctx, project, [node], signal)).get(node.id) ?? [];
}

/** The same for several nodes in one go. */
export async function readColumnsOf(
  ctx: DbtCtx,
  project: DbtProject,
  nodes: readonly DbtNode[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly DbtColumn[]>> {
  const ids = [...nodes.keys()];
  const template = ids.map((i) => templateOf(nodes[i] as DbtNode, i)).join('');
  const { compiled } = await runToEnd(ctx, { project, args: ['compile', '--inline', template] }, signal);
  const found = new Map<string, DbtColumn[]>(nodes.map(({ id }) => [id, []]));
  for (const line of (compiled ?? '').split('\n')) {
    const [of = '', name, type = ''] = line.split('\t');
    const node = nodes[Number(of)];
    if (node && name?.trim()) found.get(node.id)?.push({ name: name.trim(), type: type.trim(), description: '' });
  }
  for (const [id, columns] of found) if (columns.length > 0) known.set(keyOf(project, id), columns);
  return found;
}

/** A line for each column: the node's number, the column's name, its type. */
function templateOf(node: DbtNode, number: number): string {
  const relation =
    node.type === 'source'
      ? `source('${node.source}', '${node.name.slice(node.source.length + 1)}')`
      : `ref('${node.name}')`;
  // A text whose size nobody knows is said to have 256 characters by data_type.
  const type = '(column.dtype if column.char_size is none and column.is_string() else column.data_type)';
  return `{% for column in adapter.get_columns_in_relation(${relation}) %}{{ '${number}\\t' ~ column.name ~ '\\t' ~ ${type} ~ '\\n' }}{% endfor %}`;
}
