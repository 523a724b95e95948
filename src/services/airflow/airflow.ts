import { t } from '../../core/l10n.ts';
import type { Service } from '../../platform/service.ts';
import { airflowActions } from './airflowActions.ts';

const environments = () => import('./environments.ts');
const runs = () => import('./runs.ts');
const tree = () => import('./tree.ts');

export const airflow: Service = {
  name: 'airflow',
  title: 'Airflow',
  roots: {
    pipelines: async () => ({
      items: [{ kind: 'airflow.environments', path: [], label: t('Airflow'), icon: 'server', expandable: true }],
    }),
  },
  children: {
    'airflow.environments': async (ctx, _, request, signal) =>
      (await environments()).listEnvironments(ctx, request, signal),
    'airflow.files': async (ctx, _, __, signal) => (await import('./fileTree.ts')).listFileDags(ctx, signal),
    'airflow.file-dag': async (ctx, parent, _, signal) =>
      (await import('./fileTree.ts')).listFileTasks(ctx, parent, signal),
    'airflow.environment': async (ctx, parent, request, signal) =>
      (await tree()).listDags(ctx, parent, request, signal),
    'airflow.import-errors': async (ctx, parent, request, signal) =>
      (await tree()).listImportErrors(ctx, parent, request, signal),
    'airflow.dag': async (ctx, parent, request, signal) => (await tree()).listTasks(ctx, parent, request, signal),
    'airflow.runs': async (ctx, parent, request, signal) => (await tree()).listDagRuns(ctx, parent, request, signal),
  },
  find: {
    'airflow.environment': async (ctx, address, signal) =>
      (await environments()).findEnvironment(ctx, address.path[0] ?? '', signal),
    'airflow.dag': async (ctx, address, signal) => (await tree()).findDag(ctx, address, signal),
  },
  refine: {
    'airflow.environment': async (ctx, node, signal) => (await environments()).refineEnvironment(ctx, node, signal),
    'airflow.dag': async (ctx, node, signal) => (await tree()).refineDag(ctx, node, signal),
  },
  actions: airflowActions,
  runs: {
    list: async (ctx, request, signal) => (await runs()).listRuns(ctx, request, signal),
    describe: async (ctx, ref, signal) => (await runs()).describeRun(ctx, ref, signal),
    steps: async (ctx, ref, signal) => (await import('./followSteps.ts')).followSteps(ctx, ref)(signal),
    followSteps: (ctx, ref) => {
      const following = import('./followSteps.ts').then(({ followSteps }) => followSteps(ctx, ref));
      return async (signal) => (await following)(signal);
    },
    stepSections: async (ctx, _, step, signal) => (await import('./stepSections.ts')).stepSections(ctx, step, signal),
    graph: async (ctx, ref, signal) => (await runs()).runGraph(ctx, ref, signal),
    logs: async function* (ctx, ref, signal) {
      yield* (await import('./runLog.ts')).runLogs(ctx, ref, signal);
    },
    engineUi: async (ctx, ref, signal) => (await import('./webUi.ts')).runPage(ctx, ref, signal),
    stop: async (ctx, ref, signal) => (await runs()).stopRun(ctx, ref, signal),
    redrive: async (ctx, ref, signal) => {
      await (await runs()).clearFailed(ctx, ref, signal);
      return undefined;
    },
    rerun: async (ctx, ref, signal) => (await runs()).rerun(ctx, ref, signal),
  },
};
