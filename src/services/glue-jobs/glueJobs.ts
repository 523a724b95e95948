import { z } from 'zod';
import { action } from '../../core/action.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { copyArn, openInConsole, showDefinition } from '../../platform/commonActions.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { Service } from '../../platform/service.ts';

const api = () => import('./glueJobsApi.ts');
const runs = () => import('./glueJobRuns.ts');
const job = ['glue-jobs.job'] as const;

/** The name of the job at an address. */
export function jobName(address: NodeAddress): string {
  return address.path[0] ?? '';
}

const runInput = z.object({
  arguments: z
    .record(z.string(), z.string())
    .default({})
    .describe('Job arguments for this run, such as {"--day": "2026-01-31"}; they go over the job’s own'),
});

export const glueJobs: Service = {
  name: 'glue-jobs',
  title: 'Glue jobs',
  roots: {
    pipelines: async () => ({
      items: [{ kind: 'glue-jobs.jobs', path: [], label: t('Glue jobs'), icon: 'tools', expandable: true }],
    }),
  },
  children: {
    'glue-jobs.jobs': async (ctx, _, request, signal) => (await api()).listJobs(ctx, request, signal),
  },
  find: {
    'glue-jobs.job': async (ctx, address, signal) => (await api()).findJob(ctx, jobName(address), signal),
  },
  refine: {
    'glue-jobs.job': async (ctx, node, signal) => (await api()).withLastState(ctx, node, signal),
  },
  actions: [
    action<Ctx, unknown>({
      id: 'glue-jobs.run',
      title: 'Run',
      icon: 'play',
      on: { kinds: job },
      effect: 'write',
      placement: 'inline',
      do: async (ctx, target, _, signal) => {
        const run = await (await api()).startJob(ctx, jobName(target), {}, signal);
        return { kind: 'run', run };
      },
    }),
    action<Ctx, z.infer<typeof runInput>>({
      id: 'glue-jobs.runWithArguments',
      title: 'Run with Arguments…',
      on: { kinds: job },
      effect: 'write',
      placement: 'run',
      input: runInput,
      do: async (ctx, target, input, signal) => {
        const run = await (await api()).startJob(ctx, jobName(target), input.arguments, signal);
        return { kind: 'run', run };
      },
    }),
    action<Ctx, unknown>({
      id: 'glue-jobs.openLastRun',
      title: 'Open Last Run and Logs',
      icon: 'output',
      on: { kinds: job },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => {
        const run = await (await api()).lastRun(ctx, jobName(target), signal);
        return run ? { kind: 'run', run: run.ref } : { kind: 'done', message: t('This job has not run yet.') };
      },
    }),
    action<Ctx, unknown>({
      id: 'glue-jobs.openSparkUi',
      title: 'Open Spark UI of Last Run',
      on: { kinds: job },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => {
        const run = await (await api()).lastRun(ctx, jobName(target), signal);
        if (!run) return { kind: 'done', message: t('This job has not run yet.') };
        return { kind: 'open-external', url: await (await runs()).sparkUiOf(ctx, run.ref, signal) };
      },
    }),
    action<Ctx, unknown>({
      id: 'glue-jobs.openScript',
      title: 'Open Script',
      on: { kinds: job },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => {
        const script = await (await api()).readScript(ctx, jobName(target), signal);
        return { kind: 'document', title: script.name, language: 'python', text: script.text };
      },
    }),
    showDefinition('glue-jobs', job, async (ctx, target, signal) =>
      (await api()).describeJob(ctx, jobName(target), signal),
    ),
    openInConsole(
      'glue-jobs',
      job,
      (target) => `gluestudio/home#/editor/job/${encodeURIComponent(jobName(target))}/runs`,
    ),
    copyArn('glue-jobs', job, async (ctx, target, signal) => (await api()).findJob(ctx, jobName(target), signal)),
  ],
  runs: {
    list: async (ctx, request, signal) => (await runs()).listRuns(ctx, request, signal),
    describe: async (ctx, ref, signal) => (await runs()).describeRun(ctx, ref, signal),
    steps: async (ctx, ref, signal) => (await import('./sparkStages.ts')).followStages(ctx, ref)(signal),
    followSteps: (ctx, ref) => {
      const following = import('./sparkStages.ts').then(({ followStages }) => followStages(ctx, ref));
      return async (signal) => (await following)(signal);
    },
    logs: async function* (ctx, ref, signal) {
      yield* (await runs()).runLogs(ctx, ref, signal);
    },
    engineUi: async (ctx, ref, signal) => (await runs()).sparkUiOf(ctx, ref, signal),
    stop: async (ctx, ref, signal) => (await runs()).stopRun(ctx, ref, signal),
    rerun: async (ctx, ref, signal) => (await api()).rerunJob(ctx, ref, signal),
  },
};
