import type { NodeKind } from '../../core/node.ts';
import type { ListChildren, ListFacts, Service } from '../../platform/service.ts';
import { dbtActions } from './dbtActions.ts';

const tree = () => import('./tree.ts');
const runs = () => import('./runs.ts');

const parents = [
  'project',
  'group',
  'folder',
  'relatives',
  'model',
  'seed',
  'snapshot',
  'source',
  'exposure',
  'analysis',
];
const children: ListChildren = async (ctx, parent, request, signal) =>
  (await tree()).listChildren(ctx, parent, request, signal);

type Find = NonNullable<Service['find']>[NodeKind];
const find: Find = async (ctx, address, signal) => (await tree()).findNode(ctx, address, signal);
const nodes = ['model', 'seed', 'snapshot', 'source', 'test', 'exposure', 'analysis'];

export const dbt: Service = {
  name: 'dbt',
  title: 'dbt',
  roots: { pipelines: async (ctx) => (await tree()).listRoots(ctx) },
  children: {
    'dbt.projects': async (ctx, _, request) => (await tree()).listProjects(ctx, request),
    ...Object.fromEntries(parents.map((name) => [`dbt.${name}`, children])),
  },
  find: {
    'dbt.project': async (ctx, address) => (await tree()).findProject(ctx, address),
    ...Object.fromEntries(nodes.map((name) => [`dbt.${name}`, find])),
  },
  facts: Object.fromEntries(
    ['model', 'seed', 'snapshot'].map((name): [NodeKind, ListFacts] => [
      `dbt.${name}`,
      async function* (ctx, of) {
        yield* (await import('./nodeFacts.ts')).nodeFacts(ctx, of);
      },
    ]),
  ),
  actions: dbtActions,
  runs: {
    list: async (ctx, request) => (await runs()).listRuns(ctx, request),
    describe: async (ctx, ref) => (await runs()).describeRun(ctx, ref),
    steps: async (ctx, ref) => (await runs()).runSteps(ctx, ref),
    followSteps: (ctx, ref) => {
      const following = runs().then((module) => module.followSteps(ctx, ref));
      return async () => (await following)();
    },
    graph: async (ctx, ref) => (await runs()).graphOf(ctx, ref),
    logs: async function* (ctx, ref, signal) {
      yield* (await runs()).runLogs(ctx, ref, signal);
    },
    stop: async (ctx, ref) => (await runs()).stopRun(ctx, ref),
    redrive: async (ctx, ref, signal) => (await runs()).retryRun(ctx, ref, signal),
    rerun: async (ctx, ref, signal) => (await runs()).rerun(ctx, ref, signal),
    result: async (ctx, ref) => (await runs()).runResult(ctx, ref),
  },
};
