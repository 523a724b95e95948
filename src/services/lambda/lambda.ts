import { z } from 'zod';
import { action } from '../../core/action.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { copyArn, openInConsole, showDefinition } from '../../platform/commonActions.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { Service } from '../../platform/service.ts';

const api = () => import('./lambdaApi.ts');
const code = () => import('./code.ts');
const environment = () => import('./environment.ts');
const invoke = () => import('./invoke.ts');
const nodes = () => import('./nodes.ts');
const runs = () => import('./invocations.ts');

const fn = ['lambda.function'] as const;
const invocable = ['lambda.function', 'lambda.alias', 'lambda.version'] as const;
const nameOf = (address: NodeAddress) => address.path[0] ?? '';

const payload = z
  .string()
  .default('{}')
  .describe('Event as JSON, or @ and the name of a JSON file of the workspace: @events/order.json');
const invokeInput = z.object({ payload });
const downloadInput = z.object({ to: z.string().min(1).describe('Folder to download to') });

/** Of an alias or a version, that one; else what is newest. */
const qualifierOf = (target: NodeAddress) => (target.kind === 'lambda.function' ? undefined : target.path[1]);

export const lambda: Service = {
  name: 'lambda',
  title: 'Lambda functions',
  roots: {
    pipelines: async () => ({
      items: [{ kind: 'lambda.functions', path: [], label: t('Lambda functions'), icon: 'zap', expandable: true }],
    }),
  },
  children: {
    'lambda.functions': async (ctx, _, request, signal) => (await api()).functionNodes(ctx, request, signal),
    'lambda.function': async (ctx, parent, request, signal) =>
      (await api()).partsOfFunction(ctx, parent, request, signal),
  },
  find: {
    'lambda.function': async (ctx, address, signal) =>
      (await nodes()).functionNode(await (await api()).describeFunction(ctx, nameOf(address), signal)),
  },
  refine: {
    // Lists of Lambda leave the state out.
    'lambda.function': async (ctx, node, signal) =>
      (await nodes()).functionNode(await (await api()).describeFunction(ctx, nameOf(node), signal)),
  },
  actions: [
    action<Ctx, z.infer<typeof invokeInput>>({
      id: 'lambda.invoke',
      title: 'Invoke…',
      icon: 'play',
      on: { kinds: invocable },
      effect: 'write',
      placement: 'inline',
      input: invokeInput,
      do: async (ctx, target, input, signal) => ({
        kind: 'run',
        run: await (await invoke()).startInvocation(
          ctx,
          nameOf(target),
          { payload: input.payload, qualifier: qualifierOf(target) },
          'request',
          signal,
        ),
      }),
    }),
    action<Ctx, z.infer<typeof invokeInput>>({
      id: 'lambda.sendEvent',
      title: 'Send Event without Waiting…',
      on: { kinds: invocable },
      effect: 'write',
      placement: 'run',
      input: invokeInput,
      do: async (ctx, target, input, signal) => ({
        kind: 'run',
        run: await (await invoke()).startInvocation(
          ctx,
          nameOf(target),
          { payload: input.payload, qualifier: qualifierOf(target) },
          'event',
          signal,
        ),
      }),
    }),
    action<Ctx, unknown>({
      id: 'lambda.openLastRun',
      title: 'Open Last Invocation and Log',
      icon: 'output',
      on: { kinds: fn },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => {
        const run = await (await runs()).lastRun(ctx, nameOf(target), signal);
        return run
          ? { kind: 'run', run: run.ref }
          : { kind: 'done', message: t('The log of this function has no invocation.') };
      },
    }),
    action<Ctx, unknown>({
      id: 'lambda.followLog',
      title: 'Follow Log',
      on: { kinds: fn },
      effect: 'read',
      placement: 'open',
      do: async (_, target) => ({ kind: 'run', run: (await import('./functionLog.ts')).logRef(nameOf(target)) }),
    }),
    action<Ctx, unknown>({
      id: 'lambda.showEnvironment',
      title: 'Show Environment',
      on: { kinds: fn },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => (await environment()).environmentText(ctx, nameOf(target), false, signal),
    }),
    action<Ctx, unknown>({
      id: 'lambda.revealEnvironment',
      title: 'Show Environment with Values',
      on: { kinds: fn },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => (await environment()).environmentText(ctx, nameOf(target), true, signal),
    }),
    action<Ctx, z.infer<typeof downloadInput>>({
      id: 'lambda.downloadCode',
      title: 'Download Code…',
      on: { kinds: fn },
      effect: 'read',
      placement: 'open',
      input: downloadInput,
      do: async (ctx, target, input, signal) => (await code()).downloadCode(ctx, nameOf(target), input.to, signal),
    }),
    action<Ctx, unknown>({
      id: 'lambda.updateCode',
      title: 'Update Code from Workspace',
      on: { kinds: fn },
      effect: 'destroy',
      placement: 'change',
      confirm: 'Make the code of this workspace the code of {0}?',
      do: async (ctx, target, _, signal) => (await code()).updateCode(ctx, nameOf(target), signal),
    }),
    showDefinition('lambda', fn, async (ctx, target, signal) =>
      (await environment()).masked(await (await api()).describeFunction(ctx, nameOf(target), signal)),
    ),
    openInConsole('lambda', fn, (target) => `lambda/home#/functions/${nameOf(target)}`),
    copyArn('lambda', fn, async (ctx, target, signal) =>
      (await nodes()).functionNode(await (await api()).describeFunction(ctx, nameOf(target), signal)),
    ),
  ],
  runs: {
    list: async (ctx, request, signal) => (await runs()).listRuns(ctx, request, signal),
    describe: async (ctx, ref, signal) => (await runs()).describeRun(ctx, ref, signal),
    steps: async (ctx, ref, signal) => (await runs()).runSteps(ctx, ref, signal),
    logs: async function* (ctx, ref, signal) {
      yield* (await runs()).runLogs(ctx, ref, signal);
    },
    rerun: async (ctx, ref, signal) => (await invoke()).invokeAgain(ctx, ref, signal),
  },
};
