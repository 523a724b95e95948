import { z } from 'zod';
import { type Action, action } from '../../core/action.ts';
import type { NodeAddress } from '../../core/node.ts';
import { copyArn, copyName, openInConsole, showDefinition } from '../../platform/commonActions.ts';
import type { Ctx } from '../../platform/ctx.ts';

const actions = () => import('./actions.ts');

const dag = ['airflow.dag'] as const;
const run = ['airflow.run'] as const;
const task = ['airflow.task-instance'] as const;

const triggerInput = z.object({
  conf: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('Configuration of the run: values for the DAG’s params, as JSON'),
  logicalDate: z.string().optional().describe('Logical date, such as 2026-01-31T00:00:00Z'),
  run: z.string().min(1).optional().describe('Name of the run; a new one is made when it is left out'),
  note: z.string().optional().describe('A note that Airflow shows beside the run'),
  unpause: z.boolean().default(true).describe('Let a paused DAG go on first; its runs wait otherwise'),
});

const day = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/)
  .transform((text) => (text.includes('T') ? text : `${text}T00:00:00Z`));
const backfillInput = z.object({
  first: day.describe('First day, such as 2026-01-01'),
  last: day.describe('Last day'),
  reprocess: z
    .enum(['none', 'failed', 'completed'])
    .default('none')
    .describe('Runs that are there already: none again, those that failed, or all'),
  backwards: z.boolean().default(false).describe('Newest first'),
  maxActiveRuns: z.number().int().min(1).default(3).describe('Most runs at once'),
  conf: z.record(z.string(), z.unknown()).default({}).describe('Configuration of the runs, as JSON'),
});

const deployInput = z.object({
  files: z.array(z.string()).optional().describe('Only these of the files that differ; all when left out'),
  prune: z.boolean().default(false).describe('Delete in the bucket what is no longer here'),
});

/** One that asks nothing more, and shows the run that it changed. */
function onTask(
  id: `airflow.${string}`,
  title: string,
  placement: Action<Ctx>['placement'],
  kinds: readonly NodeAddress['kind'][],
  act: (ctx: Ctx, target: NodeAddress, signal: AbortSignal) => ReturnType<Action<Ctx>['do']>,
  more: Partial<Action<Ctx>> = {},
): Action<Ctx> {
  return action<Ctx, unknown>({
    id,
    title,
    on: { kinds },
    effect: 'write',
    placement,
    do: async (ctx, target, _, signal) => await act(ctx, target, signal),
    ...more,
  });
}

export const airflowActions: readonly Action<Ctx>[] = [
  action<Ctx, unknown>({
    id: 'airflow.trigger',
    title: 'Trigger',
    icon: 'play',
    on: { kinds: dag },
    effect: 'write',
    placement: 'inline',
    do: async (ctx, target, _, signal) => (await actions()).startDag(ctx, target, { conf: {}, unpause: true }, signal),
  }),
  action<Ctx, z.infer<typeof triggerInput>>({
    id: 'airflow.triggerWithParams',
    title: 'Trigger with Parameters…',
    on: { kinds: dag },
    effect: 'write',
    placement: 'run',
    input: triggerInput,
    form: async (ctx, target, signal) => (await actions()).paramsForm(ctx, target, signal),
    do: async (ctx, target, input, signal) => (await actions()).startDag(ctx, target, input, signal),
  }),
  action<Ctx, z.infer<typeof backfillInput>>({
    id: 'airflow.backfill',
    title: 'Backfill…',
    on: { kinds: dag },
    effect: 'write',
    placement: 'run',
    input: backfillInput,
    do: async (ctx, target, input, signal) => (await actions()).backfill(ctx, target, input, signal),
  }),
  action<Ctx, unknown>({
    id: 'airflow.openLastRun',
    title: 'Open Last Run',
    icon: 'output',
    on: { kinds: dag },
    effect: 'read',
    placement: 'open',
    do: async (ctx, target, _, signal) => (await actions()).openLastRun(ctx, target, signal),
  }),
  action<Ctx, unknown>({
    id: 'airflow.openRun',
    title: 'Open Run',
    on: { kinds: run },
    effect: 'read',
    placement: 'open',
    do: async (_, { path: [key = '', of = '', id = ''] }) => ({
      kind: 'run',
      run: (await import('./place.ts')).runRefOf(key, of, id),
    }),
  }),
  action<Ctx, unknown>({
    id: 'airflow.showDeployment',
    title: 'Show What Deploying Would Change',
    on: { kinds: ['airflow.environment'], with: ['mwaa'] },
    effect: 'read',
    placement: 'open',
    do: async (ctx, target, _, signal) => (await import('./deploy.ts')).showPlan(ctx, target, signal),
  }),
  action<Ctx, z.infer<typeof deployInput>>({
    id: 'airflow.deploy',
    title: 'Deploy DAGs…',
    icon: 'cloud-upload',
    on: { kinds: ['airflow.environment'], with: ['mwaa'] },
    effect: 'write',
    effectOf: ({ prune }) => (prune ? 'destroy' : 'write'),
    confirm: 'Deploy to {0}, and delete what is no longer here?',
    placement: 'inline',
    input: deployInput,
    do: async (ctx, target, input, signal) => (await import('./deploy.ts')).deployDags(ctx, target, input, signal),
  }),
  action<Ctx, unknown>({
    id: 'airflow.openFile',
    title: 'Open DAG File',
    icon: 'go-to-file',
    on: {
      kinds: [...dag, 'airflow.task', ...task, 'airflow.import-error', 'airflow.file-dag', 'airflow.file-task'],
    },
    effect: 'read',
    placement: 'open',
    do: async (ctx, target, _, signal) => (await import('./openFile.ts')).openFile(ctx, target, signal),
  }),
  action<Ctx, unknown>({
    id: 'airflow.openInAirflow',
    title: 'Open in Airflow',
    on: { kinds: ['airflow.environment', ...dag, ...run] },
    effect: 'read',
    placement: 'open',
    do: async (ctx, target, _, signal) => ({
      kind: 'open-external',
      url: await (await import('./webUi.ts')).nodePage(ctx, target, signal),
    }),
  }),
  action<Ctx, unknown>({
    id: 'airflow.showXcom',
    title: 'Show XCom',
    on: { kinds: task },
    effect: 'read',
    placement: 'open',
    do: async (ctx, target, _, signal) => (await actions()).showXcom(ctx, target, signal),
  }),
  action<Ctx, unknown>({
    id: 'airflow.showRendered',
    title: 'Show Rendered Templates',
    on: { kinds: task },
    effect: 'read',
    placement: 'open',
    do: async (ctx, target, _, signal) => (await actions()).showRendered(ctx, target, signal),
  }),
  action<Ctx, unknown>({
    id: 'airflow.showImportError',
    title: 'Show Import Error',
    on: { kinds: ['airflow.import-error'] },
    effect: 'read',
    placement: 'open',
    do: async (ctx, target, _, signal) => (await actions()).showImportError(ctx, target, signal),
  }),
  onTask(
    'airflow.unpause',
    'Unpause',
    'change',
    dag,
    async (ctx, target, signal) => (await actions()).pause(ctx, target, false, signal),
    { on: { kinds: dag, with: ['paused'] } },
  ),
  onTask(
    'airflow.pause',
    'Pause',
    'change',
    dag,
    async (ctx, target, signal) => (await actions()).pause(ctx, target, true, signal),
    { on: { kinds: dag, with: ['active'] } },
  ),
  onTask('airflow.clear', 'Clear', 'run', [...task, ...run], async (ctx, target, signal) =>
    (await actions()).clear(ctx, target, { onlyFailed: false, downstream: false }, signal),
  ),
  onTask('airflow.clearDownstream', 'Clear with Downstream', 'run', task, async (ctx, target, signal) =>
    (await actions()).clear(ctx, target, { onlyFailed: false, downstream: true }, signal),
  ),
  onTask('airflow.clearFailed', 'Clear Failed Tasks', 'run', run, async (ctx, target, signal) =>
    (await actions()).clear(ctx, target, { onlyFailed: true, downstream: false }, signal),
  ),
  onTask('airflow.markSuccess', 'Mark as Success', 'change', [...task, ...run], async (ctx, target, signal) =>
    (await actions()).mark(ctx, target, 'success', signal),
  ),
  onTask(
    'airflow.markFailed',
    'Mark as Failed',
    'change',
    [...task, ...run],
    async (ctx, target, signal) => (await actions()).mark(ctx, target, 'failed', signal),
    { confirm: 'Mark {0} as failed? What of it is running is ended.' },
  ),
  onTask(
    'airflow.deleteRun',
    'Delete Run',
    'destroy',
    run,
    async (ctx, target, signal) => (await actions()).removeRun(ctx, target, signal),
    { effect: 'destroy', confirm: 'Delete the run {0}? Its tasks and what is known of them go with it.' },
  ),
  copyName('airflow', [...dag, ...run, 'airflow.task'], (target) => target.path.at(-1) ?? ''),
  copyArn('airflow', ['airflow.environment'], async (ctx, target, signal) =>
    (await import('./environments.ts')).findEnvironment(ctx, target.path[0] ?? '', signal),
  ),
  showDefinition('airflow', ['airflow.environment'], async (ctx, target, signal) =>
    (await import('./environments.ts')).definitionOf(ctx, target.path[0] ?? '', signal),
  ),
  openInConsole(
    'airflow',
    ['airflow.environment', ...dag],
    ({ path: [key = ''] }) => `mwaa/home#environments/${key.replace(/^[a-z]+:/, '')}`,
  ),
];
