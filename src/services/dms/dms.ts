import { z } from 'zod';
import { action } from '../../core/action.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { copyArn, openInConsole, showDefinition } from '../../platform/commonActions.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { Service } from '../../platform/service.ts';

const actions = () => import('./taskActions.ts');
const api = () => import('./dmsApi.ts');
const nodes = () => import('./nodes.ts');
const runs = () => import('./taskRuns.ts');
const tree = () => import('./tree.ts');

const task = ['dms.task'] as const;
const parts = ['dms.task', 'dms.endpoint', 'dms.instance'] as const;
const nameOf = (address: NodeAddress) => address.path[0] ?? '';

const startInput = z.object({
  type: z
    .enum(['start-replication', 'resume-processing', 'reload-target'])
    .optional()
    .describe('How it starts; left out: as the first time, or going on from where it stopped'),
});
const testInput = z.object({
  instance: z.string().optional().describe('Replication instance that reaches it; the first one when left out'),
});

async function definitionOf(ctx: Ctx, target: NodeAddress, signal: AbortSignal): Promise<unknown> {
  const name = nameOf(target);
  if (target.kind === 'dms.endpoint') return await (await api()).describeEndpoint(ctx, name, signal);
  if (target.kind === 'dms.instance') return await (await api()).describeInstance(ctx, name, signal);
  return await (await actions()).taskDefinition(ctx, name, signal);
}

async function find(ctx: Ctx, target: NodeAddress, signal: AbortSignal) {
  const name = nameOf(target);
  const { endpointNode, instanceNode, taskNode } = await nodes();
  const { describeEndpoint, describeInstance, describeTask } = await api();
  if (target.kind === 'dms.endpoint') return endpointNode(await describeEndpoint(ctx, name, signal));
  if (target.kind === 'dms.instance') return instanceNode(await describeInstance(ctx, name, signal));
  return taskNode(await describeTask(ctx, name, signal));
}

const consolePages: Readonly<Record<string, string>> = {
  'dms.task': 'taskDetails',
  'dms.endpoint': 'endpointDetails',
  'dms.instance': 'replicationInstanceDetails',
};

export const dms: Service = {
  name: 'dms',
  title: 'Database Migration Service',
  roots: {
    pipelines: async () => ({
      items: [{ kind: 'dms.tasks', path: [], label: t('Replication tasks'), icon: 'arrow-swap', expandable: true }],
    }),
  },
  children: {
    'dms.tasks': async (ctx, _, request, signal) => (await tree()).tasksAndGroups(ctx, request, signal),
    'dms.task': async (ctx, parent, request, signal) => (await tree()).partsOfTask(ctx, parent, request, signal),
    'dms.endpoints': async (ctx, _, request, signal) => (await tree()).endpointNodes(ctx, request, signal),
    'dms.instances': async (ctx, _, request, signal) => (await tree()).instanceNodes(ctx, request, signal),
  },
  // A load goes on after its task was started: its row follows until there is nothing more to wait for.
  refine: { 'dms.task': async (ctx, node, signal) => (await tree()).settledTask(ctx, node, signal) },
  find: { 'dms.task': find, 'dms.endpoint': find, 'dms.instance': find },
  actions: [
    action<Ctx, unknown>({
      id: 'dms.start',
      title: 'Start',
      icon: 'play',
      on: { kinds: task, with: ['fresh'] },
      effect: 'write',
      placement: 'inline',
      do: async (ctx, target, _, signal) => ({
        kind: 'run',
        run: await (await actions()).startTask(ctx, nameOf(target), 'start-replication', signal),
      }),
    }),
    action<Ctx, unknown>({
      id: 'dms.resume',
      title: 'Resume',
      icon: 'debug-continue',
      on: { kinds: task, with: ['begun'] },
      effect: 'write',
      placement: 'inline',
      do: async (ctx, target, _, signal) => ({
        kind: 'run',
        run: await (await actions()).startTask(ctx, nameOf(target), 'resume-processing', signal),
      }),
    }),
    action<Ctx, unknown>({
      id: 'dms.reloadTarget',
      title: 'Reload Target',
      on: { kinds: task, with: ['reloadable'] },
      effect: 'destroy',
      confirm: 'Load all tables of {0} anew? What the target holds of them is replaced.',
      placement: 'run',
      do: async (ctx, target, _, signal) => ({
        kind: 'run',
        run: await (await actions()).startTask(ctx, nameOf(target), 'reload-target', signal),
      }),
    }),
    action<Ctx, z.infer<typeof startInput>>({
      id: 'dms.run',
      title: 'Start with Type…',
      on: { kinds: task, with: ['startable'] },
      effect: 'write',
      effectOf: ({ type }) => (type === 'reload-target' ? 'destroy' : 'write'),
      confirm: 'Load all tables of {0} anew? What the target holds of them is replaced.',
      placement: 'run',
      input: startInput,
      do: async (ctx, target, input, signal) => ({
        kind: 'run',
        run: await (await actions()).startTask(ctx, nameOf(target), input.type, signal),
      }),
    }),
    action<Ctx, unknown>({
      id: 'dms.stop',
      title: 'Stop',
      icon: 'debug-stop',
      on: { kinds: task, with: ['running'] },
      effect: 'write',
      placement: 'inline',
      do: async (ctx, target, _, signal) => {
        await (await actions()).stopTask(ctx, nameOf(target), signal);
        return { kind: 'done', message: t('{0} is being stopped.', nameOf(target)) };
      },
    }),
    action<Ctx, unknown>({
      id: 'dms.reloadTable',
      title: 'Reload Table',
      icon: 'refresh',
      on: { kinds: ['dms.table'], with: ['reloadable'] },
      effect: 'destroy',
      confirm: 'Load {0} anew? What the target holds of it is replaced.',
      placement: 'inline',
      do: async (ctx, target, _, signal) => ({
        kind: 'run',
        run: await (await actions()).reloadTable(ctx, target, signal),
      }),
    }),
    action<Ctx, unknown>({
      id: 'dms.testTask',
      title: 'Test Connections',
      on: { kinds: task },
      effect: 'write',
      placement: 'run',
      do: async (ctx, target, _, signal) => (await actions()).testTask(ctx, nameOf(target), signal),
    }),
    action<Ctx, z.infer<typeof testInput>>({
      id: 'dms.testConnection',
      title: 'Test Connection…',
      on: { kinds: ['dms.endpoint'] },
      effect: 'write',
      placement: 'run',
      input: testInput,
      choices: async (ctx, _, member, signal) =>
        member === 'instance' ? await (await actions()).instanceNames(ctx, signal) : undefined,
      do: async (ctx, target, input, signal) =>
        (await actions()).testEndpoint(ctx, nameOf(target), input.instance, signal),
    }),
    action<Ctx, unknown>({
      id: 'dms.openLastRun',
      title: 'Open Tables and Log',
      icon: 'output',
      on: { kinds: task, with: ['ran'] },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => ({
        kind: 'run',
        run: (await runs()).taskRef(await (await api()).describeTask(ctx, nameOf(target), signal)),
      }),
    }),
    action<Ctx, unknown>({
      id: 'dms.showMappings',
      title: 'Show Table Mappings',
      on: { kinds: task },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => (await actions()).tableMappings(ctx, nameOf(target), signal),
    }),
    showDefinition('dms', parts, definitionOf),
    openInConsole('dms', parts, (target) => `dms/v2/home#${consolePages[target.kind]}/${nameOf(target)}`),
    copyArn('dms', parts, find),
  ],
  runs: {
    list: async (ctx, request, signal) => (await runs()).listRuns(ctx, request, signal),
    describe: async (ctx, ref, signal) => (await runs()).describeRun(ctx, ref, signal),
    steps: async (ctx, ref, signal) => (await runs()).runSteps(ctx, ref, signal),
    logs: async function* (ctx, ref, signal) {
      yield* (await runs()).runLogs(ctx, ref, signal);
    },
    stop: async (ctx, ref, signal) => (await actions()).stopTask(ctx, nameOf(ref.of), signal),
    redrive: async (ctx, ref, signal) => (await actions()).startTask(ctx, nameOf(ref.of), 'resume-processing', signal),
  },
};
