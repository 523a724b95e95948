/** The lineage of a project's columns: from what dbt left, and, where that is old, from what it compiles now. */
import { toAppError } from '../../../core/appError.ts';
import type { ColumnGraph } from '../../../core/columnGraph.ts';
import { readColumnsOf } from '../columns.ts';
import type { DbtManifest, DbtNode } from '../manifest.ts';
import type { DbtProject } from '../projects.ts';
import { type DbtCtx, runnableRoot, runToEnd } from '../startRun.ts';
import { parsedProject } from '../tree.ts';
import { traceColumn } from './columnGraph.ts';
import { compiledSql } from './compiledSql.ts';
import { columnsOfNodes } from './knownColumns.ts';
import { ProjectLineage } from './projectLineage.ts';

export interface ReadLineage {
  readonly lineage: ProjectLineage;
  readonly stale: readonly DbtNode[];
}

/** The last of each project, with what it was made of. */
const last = new Map<string, ReadLineage & { readonly stamp: string }>();

/** From what lies there; nothing of dbt runs. */
export async function readLineage(
  root: string,
  project: DbtProject,
  manifest: DbtManifest,
  fault?: string,
): Promise<ReadLineage> {
  const { compiled, stale, stamp } = await compiledSql(root, project, manifest);
  const columns = await columnsOfNodes(root, project, manifest);
  const now = JSON.stringify([stamp, [...columns], fault]);
  const known = last.get(project.folder);
  if (known?.stamp === now && known.lineage.manifest === manifest) return { lineage: known.lineage, stale };
  const lineage = new ProjectLineage({ manifest, compiled, columns, fault });
  last.set(project.folder, { lineage, stale, stamp: now });
  return { lineage, stale };
}

/**
 * A column with what it comes from and what is made of it. Models around it that have changed are compiled first, and
 * columns that only the warehouse knows are asked of it. What dbt cannot compile, or nobody can be asked, is left as untraced.
 * @param column in any case
 * @throws AppError `untrusted-workspace`, `not-found`
 */
export async function columnLineage(
  ctx: DbtCtx,
  project: DbtProject,
  id: string,
  column: string,
  signal: AbortSignal,
): Promise<ColumnGraph> {
  return traceColumn(await freshLineage(ctx, project, id, signal), id, column);
}

/** The lineage around a node, compiled and asked for as above. */
export async function freshLineage(
  ctx: DbtCtx,
  project: DbtProject,
  id: string,
  signal: AbortSignal,
): Promise<ProjectLineage> {
  const root = runnableRoot(ctx);
  const { manifest } = await parsedProject(ctx, project.path, signal);
  const around = new Set([...reach(manifest.parents, id), ...reach(manifest.children, id), id]);
  const before = await readLineage(root, project, manifest);
  const old = before.stale.filter((node) => around.has(node.id));
  const fault = old.length > 0 ? await compile(ctx, project, old, signal) : undefined;
  const { lineage } = old.length > 0 ? await readLineage(root, project, manifest, fault) : before;
  const asked = await askForSources(ctx, project, lineage, around, signal);
  return asked ? (await readLineage(root, project, manifest, fault)).lineage : lineage;
}

function reach(next: ReadonlyMap<string, readonly string[]>, from: string): Set<string> {
  const found = new Set<string>();
  const waiting = [from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const each of next.get(id) ?? []) {
      if (found.has(each)) continue;
      found.add(each);
      waiting.push(each);
    }
  }
  return found;
}

/** @returns why they do not compile, in dbt's words */
async function compile(
  ctx: DbtCtx,
  project: DbtProject,
  nodes: readonly DbtNode[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const args = ['compile', '--select', ...nodes.map(({ fqn }) => fqn), '--indirect-selection', 'empty'];
  try {
    await runToEnd(ctx, { project, args }, signal);
    return undefined;
  } catch (error) {
    const shown = toAppError(error);
    if (signal.aborted || shown.code !== 'failed') throw error;
    return shown.message;
  }
}

/** Asks for the columns of sources and the like that a star needs. @returns whether anything new is known */
async function askForSources(
  ctx: DbtCtx,
  project: DbtProject,
  lineage: ProjectLineage,
  around: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<boolean> {
  const isOpen = (id: string) => lineage.rowsOf(id).open !== undefined;
  const models = [...around].filter((id) => id.startsWith('model.') && isOpen(id));
  const wanted = new Set(models.flatMap((id) => lineage.manifest.parents.get(id) ?? []).filter(isOpen));
  const nodes = [...wanted].flatMap((id) => lineage.manifest.nodes.get(id) ?? []);
  const there = nodes.filter(({ materialized, relation }) => materialized !== 'ephemeral' && relation !== '');
  if (there.length === 0) return false;
  try {
    const found = await readColumnsOf(ctx, project, there, signal);
    return [...found.values()].some((columns) => columns.length > 0);
  } catch (error) {
    if (signal.aborted) throw error;
    ctx.log.debug(`columns for lineage: ${String(error)}`);
    return false;
  }
}
