import { action } from '../../core/action.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { openInConsole } from '../../platform/commonActions.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { Service } from '../../platform/service.ts';

const stacks = () => import('./stacks.ts');
const resources = () => import('./resources.ts');
const operations = () => import('./operations.ts');
const stack = ['cloudformation.stack'] as const;
/** ARN of the stack, or its name where a person typed it. */
const stackOf = (address: NodeAddress) => address.path[0] ?? '';

export const cloudformation: Service = {
  name: 'cloudformation',
  title: 'CloudFormation',
  roots: {
    pipelines: async () => ({
      items: [{ kind: 'cloudformation.stacks', path: [], label: t('Stacks'), icon: 'layers', expandable: true }],
    }),
  },
  children: {
    'cloudformation.stacks': async (ctx, _, request, signal) => (await stacks()).listStacks(ctx, request, signal),
    'cloudformation.stack': async (_, parent) => (await stacks()).stackParts(stackOf(parent)),
    'cloudformation.resources': async (ctx, parent, request, signal) =>
      (await resources()).listResources(ctx, stackOf(parent), request, signal),
    'cloudformation.resource': async (ctx, parent, _, signal) =>
      (await resources()).whatResourceIs(ctx, parent, signal),
    'cloudformation.outputs': async (ctx, parent, request, signal) =>
      (await stacks()).listOutputs(ctx, stackOf(parent), request, signal),
  },
  find: {
    'cloudformation.stack': async (ctx, address, signal) => (await stacks()).findStack(ctx, stackOf(address), signal),
    'cloudformation.resource': async (ctx, address, signal) =>
      (await (await resources()).findResource(ctx, address, signal)).node,
    'cloudformation.output': async (ctx, address, signal) =>
      (await stacks()).findOutput(ctx, stackOf(address), address.path[1] ?? '', signal),
  },
  actions: [
    action<Ctx, unknown>({
      id: 'cloudformation.openLastRun',
      title: 'Open Last Operation and Events',
      icon: 'output',
      on: { kinds: stack },
      effect: 'read',
      placement: 'inline',
      do: async (ctx, target, _, signal) => {
        const run = await (await operations()).lastOperation(ctx, stackOf(target), signal);
        return run ? { kind: 'run', run } : { kind: 'done', message: t('Nothing was deployed to this stack yet.') };
      },
    }),
    action<Ctx, unknown>({
      id: 'cloudformation.showTemplate',
      title: 'Show Template',
      on: { kinds: stack },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => ({
        kind: 'document',
        ...(await (await stacks()).templateOf(ctx, stackOf(target), signal)),
      }),
    }),
    openInConsole(
      'cloudformation',
      stack,
      (target) => `cloudformation/home#/stacks/stackinfo?stackId=${encodeURIComponent(stackOf(target))}`,
    ),
    action<Ctx, unknown>({
      id: 'cloudformation.copyValue',
      title: 'Copy Value',
      icon: 'copy',
      on: { kinds: ['cloudformation.output'] },
      effect: 'read',
      placement: 'inline',
      do: async (ctx, target, _, signal) => {
        const output = await (await stacks()).findOutput(ctx, stackOf(target), target.path[1] ?? '', signal);
        return { kind: 'copy', text: output.description ?? '' };
      },
    }),
    action<Ctx, unknown>({
      id: 'cloudformation.copyPhysicalId',
      title: 'Copy Physical ID',
      on: { kinds: ['cloudformation.resource'], with: ['physical-id'] },
      effect: 'read',
      placement: 'copy',
      do: async (ctx, target, _, signal) => ({
        kind: 'copy',
        text: (await (await resources()).findResource(ctx, target, signal)).physicalId,
      }),
    }),
    action<Ctx, unknown>({
      id: 'cloudformation.copyArn',
      title: 'Copy ARN',
      on: { kinds: [...stack, 'cloudformation.resource'], with: ['arn'] },
      effect: 'read',
      placement: 'copy',
      do: async (ctx, target, _, signal) => {
        const node =
          target.kind === 'cloudformation.stack'
            ? await (await stacks()).findStack(ctx, stackOf(target), signal)
            : (await (await resources()).findResource(ctx, target, signal)).node;
        return { kind: 'copy', text: node.arn ?? '' };
      },
    }),
    action<Ctx, unknown>({
      id: 'cloudformation.deleteStack',
      title: 'Delete Stack',
      on: { kinds: stack, without: ['running'] },
      effect: 'destroy',
      placement: 'destroy',
      confirm: 'Delete the stack {0} and all that it made?',
      do: async (ctx, target, _, signal) => {
        const run = await (await operations()).startDeletion(ctx, stackOf(target), signal);
        return run ? { kind: 'run', run } : { kind: 'done', message: t('The deletion of the stack was started.') };
      },
    }),
  ],
  runs: {
    list: async (ctx, request, signal) => (await operations()).listOperations(ctx, request, signal),
    describe: async (ctx, ref, signal) => (await operations()).describeOperation(ctx, ref, signal),
    steps: async (ctx, ref, signal) => (await operations()).operationSteps(ctx, ref, signal),
    logs: async function* (ctx, ref, signal) {
      yield* (await operations()).operationLogs(ctx, ref, signal);
    },
  },
};
