/** What the tree asks: projects, and the parts of each. */
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Node, NodeAddress } from '../../core/node.ts';
import type { Page, PageRequest } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { lastStates } from './lastStates.ts';
import { type DbtManifest, readManifest } from './manifest.ts';
import { dbtNode, folderChildren, groupNodes, nodesInGroup, projectNode, relativeNodes, relativesOf } from './nodes.ts';
import { readProfile } from './profiles.ts';
import { type DbtProject, findProjects, projectAt } from './projects.ts';
import { type DbtCtx, runToEnd } from './startRun.ts';

/** The group of projects, only where the workspace has any. */
export async function listRoots(ctx: Ctx): Promise<Page<Node>> {
  const { root } = ctx.workspace;
  if (!root || (await findProjects(root)).length === 0) return { items: [] };
  return {
    items: [{ kind: 'dbt.projects', path: [], label: t('dbt projects'), icon: 'symbol-class', expandable: true }],
  };
}

export async function listProjects(ctx: Ctx, request: PageRequest): Promise<Page<Node>> {
  const { root } = ctx.workspace;
  if (!root) return { items: [] };
  const projects = await findProjects(root);
  const wanted = projects.filter(({ name }) => name.startsWith(request.prefix ?? ''));
  return {
    items: await Promise.all(wanted.map(async (project) => projectNode(project, await defaultTarget(project)))),
  };
}

async function defaultTarget(project: DbtProject): Promise<string | undefined> {
  return (await readProfile(project).catch(() => undefined))?.target;
}

/** What lies below a node of a project. A project that was never parsed is parsed first. */
export async function listChildren(
  ctx: Ctx,
  parent: NodeAddress,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const { project, manifest } = await parsedProject(ctx, parent.path[0] ?? '.', signal);
  const states = await lastStates(ctx.workspace.root ?? '', project.path);
  const nodes = childrenOf(parent, project.path, manifest, states);
  const wanted = nodes.filter(({ label }) => label.startsWith(request.prefix ?? ''));
  const from = Number(request.token ?? 0);
  const items = wanted.slice(from, from + request.limit);
  const next = from + items.length;
  return next < wanted.length ? { items, next: String(next) } : { items };
}

function childrenOf(
  { kind, path: [, name = '', which = ''] }: NodeAddress,
  project: string,
  manifest: DbtManifest,
  states: Awaited<ReturnType<typeof lastStates>>,
): Node[] {
  switch (kind) {
    case 'dbt.project':
      return groupNodes(project, manifest);
    case 'dbt.group':
      return nodesInGroup(project, manifest, name, states);
    case 'dbt.folder':
      return folderChildren(project, manifest, name, states);
    case 'dbt.relatives':
      return relativeNodes(project, manifest, name, which, states);
    default:
      return relativesOf(project, manifest, name);
  }
}

/** A node as the project has it now. @throws AppError `not-found` */
export async function findNode(ctx: Ctx, address: NodeAddress, signal: AbortSignal): Promise<Node> {
  const { project, manifest } = await parsedProject(ctx, address.path[0] ?? '.', signal);
  const node = manifest.nodes.get(address.path[1] ?? '');
  if (!node) throw new AppError('not-found', t('The dbt project has no {0}.', address.path[1] ?? ''));
  return dbtNode(project.path, manifest, node, await lastStates(ctx.workspace.root ?? '', project.path));
}

/** @throws AppError `not-found` */
export async function findProject(ctx: Ctx, address: NodeAddress): Promise<Node> {
  const project = await projectAt(ctx.workspace.root ?? '', address.path[0] ?? '.');
  return projectNode(project, await defaultTarget(project));
}

/**
 * A project with its manifest; the project is parsed where nobody has done so yet.
 * @throws AppError `untrusted-workspace`, or `failed` in dbt's words when it cannot be parsed
 */
export async function parsedProject(
  ctx: DbtCtx,
  relative: string,
  signal: AbortSignal,
): Promise<{ readonly project: DbtProject; readonly manifest: DbtManifest }> {
  const root = ctx.workspace.root ?? '';
  const project = await projectAt(root, relative);
  const known = await readManifest(root, project);
  if (known) return { project, manifest: known };
  await parseProject(ctx, project, signal);
  const manifest = await readManifest(root, project);
  if (!manifest) throw new AppError('failed', t('dbt wrote no manifest for {0}.', project.name));
  return { project, manifest };
}

/** Parses a project into the folder of our own. @throws AppError `failed` in dbt's words */
export async function parseProject(ctx: DbtCtx, project: DbtProject, signal: AbortSignal): Promise<void> {
  await runToEnd(ctx, { project, args: ['parse'] }, signal);
}
