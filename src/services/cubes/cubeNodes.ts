import type { DeclaredCube } from '../../core/cube/declaredCube.ts';
import { formatAge } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { Node, NodeAddress } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { dashboardNodes } from './dashboards.ts';
import { cubesOfWorkspace, declaredCubeNamed } from './declaredCubes.ts';
import { freshnessOf } from './freshness.ts';
import type { Peers } from './peers.ts';

const engineNames = { athena: 'Athena', redshift: 'Redshift', files: 'DuckDB' } as const;

/** The group of the workspace's cubes; nothing where there is none. */
export async function cubeRoots(ctx: Ctx): Promise<Page<Node>> {
  const cubes = await cubesOfWorkspace(ctx);
  if (cubes.length === 0) return pageOf([]);
  return pageOf([{ kind: 'cubes.cubes', path: [], label: t('Cubes'), icon: 'graph', expandable: true }]);
}

/** The cubes of the workspace, and the boards over them. */
export async function listCubes(ctx: Ctx, { prefix = '' }: PageRequest): Promise<Page<Node>> {
  const cubes = await cubesOfWorkspace(ctx);
  const found = cubes.filter(({ name, title }) => name.startsWith(prefix) || title.startsWith(prefix)).map(cubeNode);
  const boards = await dashboardNodes(ctx);
  return pageOf([...found, ...boards.filter(({ label }) => label.startsWith(prefix))]);
}

/** @throws AppError `not-found` */
export async function findCube(ctx: Ctx, address: NodeAddress): Promise<Node> {
  return cubeNode(await declaredCubeNamed(ctx, address.path[0] ?? ''));
}

/** With its age; an engine that cannot be asked leaves the plain node. */
export async function refineCube(ctx: Ctx, peers: Peers, node: Node, signal: AbortSignal): Promise<Node> {
  const cube = await declaredCubeNamed(ctx, node.path[0] ?? '');
  const { at, stale } = await freshnessOf(ctx, peers, cube, signal);
  const age = at === undefined ? undefined : formatAge(at, Date.now());
  const parts = [node.description, stale ? t('stale') : undefined, age].filter(Boolean);
  return { ...node, description: parts.join(' · '), ...(stale ? { iconColor: 'charts.yellow' } : {}) };
}

function cubeNode(cube: DeclaredCube): Node {
  const relation = cube.relation.kind === 'table' ? cube.relation.path.join('.') : cube.relation.pattern;
  return {
    kind: 'cubes.cube',
    path: [cube.name],
    label: cube.title,
    description: engineNames[cube.engine],
    tooltip: [relation, cube.source.file ?? ''].filter(Boolean).join('\n'),
    icon: 'graph',
    expandable: false,
    traits: [
      ...(cube.refresh.kind === 'none' ? [] : ['refreshable']),
      ...(cube.source.kind === 'strata.yaml' ? ['defined'] : []),
    ],
  };
}
