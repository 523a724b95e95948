import { z } from 'zod';
import { action } from '../../core/action.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { copyArn, openInConsole } from '../../platform/commonActions.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { Service } from '../../platform/service.ts';

const machines = () => import('./stateMachines.ts');
const executions = () => import('./executions.ts');
const machine = ['step-functions.machine'] as const;
const arnOf = (address: NodeAddress) => address.path[0] ?? '';

const startInput = z.object({
  input: z.string().default('{}').describe('Input of the execution, as JSON'),
  name: z.string().optional().describe('Name of the execution; a new one is made when it is left out'),
});

export const stepFunctions: Service = {
  name: 'step-functions',
  title: 'Step Functions',
  roots: {
    pipelines: async () => ({
      items: [
        {
          kind: 'step-functions.machines',
          path: [],
          label: t('State machines'),
          icon: 'type-hierarchy-sub',
          expandable: true,
        },
      ],
    }),
  },
  children: {
    'step-functions.machines': async (ctx, _, request, signal) => (await machines()).listMachines(ctx, request, signal),
  },
  find: {
    'step-functions.machine': async (ctx, address, signal) =>
      (await machines()).findMachine(ctx, arnOf(address), signal),
  },
  refine: {
    'step-functions.machine': async (ctx, node, signal) => (await executions()).withLastState(ctx, node, signal),
  },
  actions: [
    action<Ctx, unknown>({
      id: 'step-functions.run',
      title: 'Run',
      icon: 'play',
      on: { kinds: machine },
      effect: 'write',
      placement: 'inline',
      do: async (ctx, target, _, signal) => ({
        kind: 'run',
        run: await (await executions()).startExecution(ctx, arnOf(target), { input: '{}' }, signal),
      }),
    }),
    action<Ctx, z.infer<typeof startInput>>({
      id: 'step-functions.runWithInput',
      title: 'Run with Input…',
      on: { kinds: machine },
      effect: 'write',
      placement: 'run',
      input: startInput,
      do: async (ctx, target, input, signal) => ({
        kind: 'run',
        run: await (await executions()).startExecution(ctx, arnOf(target), input, signal),
      }),
    }),
    action<Ctx, unknown>({
      id: 'step-functions.openLastRun',
      title: 'Open Last Run',
      icon: 'output',
      on: { kinds: machine },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => {
        const page = await (await executions()).listExecutions(ctx, { limit: 1, of: target }, signal);
        const [run] = page.items;
        return run
          ? { kind: 'run', run: run.ref }
          : { kind: 'done', message: t('This state machine has not run yet.') };
      },
    }),
    action<Ctx, unknown>({
      id: 'step-functions.showDefinition',
      title: 'Show Definition',
      on: { kinds: machine },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => {
        const { name, definition } = await (await machines()).describeMachine(ctx, arnOf(target), signal);
        return { kind: 'document', title: `${name}.asl.json`, language: 'json', text: definition };
      },
    }),
    openInConsole('step-functions', machine, (target) => `states/home#/statemachines/view/${arnOf(target)}`),
    copyArn('step-functions', machine, async (_, target) => ({ arn: arnOf(target) })),
  ],
  runs: {
    list: async (ctx, request, signal) => (await executions()).listExecutions(ctx, request, signal),
    describe: async (ctx, ref, signal) => (await executions()).describeExecution(ctx, ref, signal),
    steps: async (ctx, ref, signal) => (await executions()).executionSteps(ctx, ref, signal),
    followSteps: (ctx, ref) => {
      const reader = executions().then(({ followExecutionSteps }) => followExecutionSteps(ctx, ref));
      return async (signal) => (await reader)(signal);
    },
    graph: async (ctx, ref, signal) => (await executions()).executionGraph(ctx, ref, signal),
    stop: async (ctx, ref, signal) => (await executions()).stopExecution(ctx, ref, signal),
    redrive: async (ctx, ref, signal) => {
      await (await executions()).redriveExecution(ctx, ref, signal);
      return undefined;
    },
    rerun: async (ctx, ref, signal) => (await executions()).rerunExecution(ctx, ref, signal),
  },
};
