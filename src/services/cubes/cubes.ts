import { z } from 'zod';
import { action } from '../../core/action.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { Service } from '../../platform/service.ts';
import type { Peers } from './peers.ts';
import { pivotInput } from './pivotInput.ts';

const nodes = () => import('./cubeNodes.ts');
const boards = () => import('./dashboards.ts');
const tables = [
  'glue-catalog.table',
  'glue-catalog.view',
  'redshift.table',
  'redshift.view',
  'redshift.materialized-view',
  'redshift.external-table',
] as const;

const dashboardInput = z.object({ title: z.string().min(1).max(100).describe('What the dashboard is called') });

const defineInput = z.object({
  name: z.string().min(1).describe('What the cube is called in commands: strata cube NAME'),
});

/** @param peers the other services, which hold the cubes */
export function cubesService(peers: Peers): Service {
  const declared = async (ctx: Ctx, target: NodeAddress) => {
    const { declaredCubeNamed, tableCubeName } = await import('./declaredCubes.ts');
    return await declaredCubeNamed(ctx, target.kind === 'cubes.cube' ? (target.path[0] ?? '') : tableCubeName(target));
  };
  const opened = async (ctx: Ctx, target: NodeAddress, signal: AbortSignal) =>
    (await import('./openCube.ts')).openCube(ctx, peers, await declared(ctx, target), signal);
  return {
    name: 'cubes',
    title: 'Cubes',
    roots: { pipelines: async (ctx) => (await nodes()).cubeRoots(ctx) },
    children: { 'cubes.cubes': async (ctx, _, request) => (await nodes()).listCubes(ctx, request) },
    find: {
      'cubes.cube': async (ctx, address) => (await nodes()).findCube(ctx, address),
      'cubes.dashboard': async (ctx, address) => (await boards()).findDashboard(ctx, address),
    },
    refine: {
      'cubes.cube': async (ctx, node, signal) => (await nodes()).refineCube(ctx, peers, node, signal),
    },
    actions: [
      action<Ctx, unknown>({
        id: 'cubes.open',
        title: 'Open as Cube',
        icon: 'graph',
        on: { kinds: ['cubes.cube', ...tables] },
        effect: 'read',
        placement: 'inline',
        do: async (ctx, target) => ({ kind: 'cube', cube: (await declared(ctx, target)).name }),
      }),
      action<Ctx, z.infer<typeof pivotInput>>({
        id: 'cubes.query',
        title: 'Query Cube…',
        on: { kinds: ['cubes.cube'] },
        effect: 'read',
        placement: 'open',
        input: pivotInput,
        do: async (ctx, target, input, signal) => {
          await using cube = await opened(ctx, target, signal);
          const answer = await cube.pivot((await import('./pivotInput.ts')).pivotOf(cube.cube, input), signal);
          const { pivotRows } = await import('./pivotRows.ts');
          return { kind: 'value', value: { ...pivotRows(cube.cube, answer), more: answer.more, sql: answer.sql } };
        },
      }),
      action<Ctx, unknown>({
        id: 'cubes.describe',
        title: 'Show Dimensions and Measures',
        on: { kinds: ['cubes.cube'] },
        effect: 'read',
        placement: 'open',
        do: async (ctx, target, _, signal) => {
          await using cube = await opened(ctx, target, signal);
          return { kind: 'value', value: cube.cube };
        },
      }),
      action<Ctx, unknown>({
        id: 'cubes.refresh',
        title: 'Refresh Now',
        icon: 'sync',
        on: { kinds: ['cubes.cube'], with: ['refreshable'] },
        effect: 'write',
        placement: 'inline',
        do: async (ctx, target, _, signal) =>
          (await import('./refreshCube.ts')).refreshCube(ctx, peers, await declared(ctx, target), signal),
      }),
      action<Ctx, z.infer<typeof defineInput>>({
        id: 'cubes.define',
        title: 'Define Cube…',
        on: { kinds: ['cubes.cube', ...tables], without: ['defined'] },
        effect: 'read',
        placement: 'open',
        input: defineInput,
        do: async (ctx, target, { name }, signal) => {
          await using cube = await opened(ctx, target, signal);
          const file = await (await import('./defineCube.ts')).defineCube(ctx, cube.cube, name);
          return { kind: 'done', message: t('The cube {0} is in {1}.', name, file) };
        },
      }),
      action<Ctx, unknown>({
        id: 'cubes.openDashboard',
        title: 'Open Dashboard',
        icon: 'dashboard',
        on: { kinds: ['cubes.dashboard'] },
        effect: 'read',
        placement: 'inline',
        do: async (ctx, target) => ({ kind: 'dashboard', file: (await boards()).dashboardFile(ctx, target) }),
      }),
      action<Ctx, unknown>({
        id: 'cubes.editDashboard',
        title: 'Open Definition',
        icon: 'go-to-file',
        on: { kinds: ['cubes.dashboard'] },
        effect: 'read',
        placement: 'open',
        do: async (ctx, target) => ({ kind: 'file', file: (await boards()).dashboardFile(ctx, target) }),
      }),
      action<Ctx, z.infer<typeof dashboardInput>>({
        id: 'cubes.newDashboard',
        title: 'New Dashboard…',
        on: { kinds: ['cubes.cube'], with: ['defined'] },
        effect: 'read',
        placement: 'open',
        input: dashboardInput,
        do: async (ctx, target, { title }, signal) => {
          await using cube = await opened(ctx, target, signal);
          return { kind: 'dashboard', file: await (await boards()).newDashboard(ctx, cube.cube, title) };
        },
      }),
    ],
  };
}
