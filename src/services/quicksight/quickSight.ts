import { type Action, action } from '../../core/action.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { copyArn, showDefinition } from '../../platform/commonActions.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { Service } from '../../platform/service.ts';

const tree = () => import('./tree.ts');
const ingestions = () => import('./ingestions.ts');
const extracts = () => import('./extracts.ts');

const dataSet = ['quicksight.data-set'] as const;
const things = ['quicksight.data-set', 'quicksight.data-source', 'quicksight.dashboard'] as const;
const idOf = (address: NodeAddress) => address.path[0] ?? '';

/** QuickSight's pages have a host of their own. */
const openInConsole: Action<Ctx> = action<Ctx, unknown>({
  id: 'quicksight.openInConsole',
  title: 'Open in QuickSight',
  on: { kinds: ['quicksight.data-set', 'quicksight.dashboard'] },
  effect: 'read',
  connection: 'aws',
  placement: 'open',
  do: async (ctx, target) => {
    const page = target.kind === 'quicksight.dashboard' ? 'dashboards' : 'data-sets';
    const host = `https://${ctx.connection.region}.quicksight.aws.amazon.com`;
    return { kind: 'open-external', url: `${host}/sn/${page}/${encodeURIComponent(idOf(target))}` };
  },
});

export const quickSight: Service = {
  name: 'quicksight',
  title: 'QuickSight',
  roots: {
    pipelines: async () => ({
      items: [{ kind: 'quicksight.groups', path: [], label: t('QuickSight'), icon: 'dashboard', expandable: true }],
    }),
  },
  children: {
    'quicksight.groups': async () => (await tree()).groups(),
    'quicksight.data-sets': async (ctx, _, request, signal) => (await tree()).listDataSets(ctx, request, signal),
    'quicksight.data-sources': async (ctx, _, request, signal) => (await tree()).listDataSources(ctx, request, signal),
    'quicksight.dashboards': async (ctx, _, request, signal) => (await tree()).listDashboards(ctx, request, signal),
  },
  find: {
    'quicksight.data-set': async (ctx, address, signal) => (await tree()).findDataSet(ctx, idOf(address), signal),
    'quicksight.data-source': async (ctx, address, signal) => (await tree()).findDataSource(ctx, idOf(address), signal),
    'quicksight.dashboard': async (ctx, address, signal) => (await tree()).findDashboard(ctx, idOf(address), signal),
  },
  refine: {
    'quicksight.data-set': async (ctx, node, signal) => (await tree()).refineDataSet(ctx, node, signal),
  },
  facts: {
    'quicksight.data-set': async function* (ctx, of, signal) {
      yield* (await ingestions()).factsOf(ctx, of, signal);
    },
  },
  actions: [
    action<Ctx, unknown>({
      id: 'quicksight.refresh',
      title: 'Refresh Data',
      icon: 'sync',
      on: { kinds: dataSet, with: ['imported'] },
      effect: 'write',
      placement: 'inline',
      do: async (ctx, target, _, signal) => ({
        kind: 'run',
        run: await (await ingestions()).startIngestion(ctx, idOf(target), signal),
      }),
    }),
    action<Ctx, unknown>({
      id: 'quicksight.openLastRun',
      title: 'Open Last Refresh',
      on: { kinds: dataSet, with: ['imported'] },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => {
        const { items } = await (await ingestions()).listIngestions(ctx, { limit: 1, of: target }, signal);
        const [run] = items;
        return run ? { kind: 'run', run: run.ref } : { kind: 'done', message: t('Its data was never refreshed.') };
      },
    }),
    action<Ctx, unknown>({
      id: 'quicksight.preview',
      title: 'Preview Data',
      icon: 'table',
      on: { kinds: dataSet, with: ['imported'] },
      effect: 'read',
      connection: 'local',
      placement: 'inline',
      do: async (ctx, target) => ({
        kind: 'relation',
        relation: await (await extracts()).previewExtract(ctx, idOf(target)),
      }),
    }),
    action<Ctx, unknown>({
      id: 'quicksight.writeHyper',
      title: 'Write Hyper Extract',
      on: { kinds: dataSet, with: ['imported'] },
      effect: 'read',
      connection: 'local',
      placement: 'open',
      do: async (ctx, target, _, signal) => {
        const file = await (await import('./hyper.ts')).writeHyper(ctx, idOf(target), signal);
        return { kind: 'done', message: t('The Hyper extract is {0}.', file) };
      },
    }),
    showDefinition('quicksight', things, async (ctx, target, signal) =>
      (await tree()).definitionOf(ctx, target, signal),
    ),
    openInConsole,
    copyArn('quicksight', things, async (ctx, target, signal) => (await tree()).findThing(ctx, target, signal)),
  ],
  runs: {
    list: async (ctx, request, signal) => (await ingestions()).listIngestions(ctx, request, signal),
    describe: async (ctx, ref, signal) => (await ingestions()).describeRun(ctx, ref, signal),
    stop: async (ctx, ref, signal) => (await ingestions()).cancelIngestion(ctx, ref, signal),
    rerun: async (ctx, ref, signal) => (await ingestions()).startIngestion(ctx, idOf(ref.of), signal),
  },
};
