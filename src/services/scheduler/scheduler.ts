import { action } from '../../core/action.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { copyArn, openInConsole, showDefinition } from '../../platform/commonActions.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { Service } from '../../platform/service.ts';

const api = () => import('./schedulerApi.ts');
const schedule = ['scheduler.schedule'] as const;

/** `[group, name]`, as names are unique in a group only. */
function nameOf(address: NodeAddress): { readonly group: string; readonly name: string } {
  return { group: address.path[0] ?? 'default', name: address.path[1] ?? '' };
}

export const scheduler: Service = {
  name: 'scheduler',
  title: 'EventBridge Scheduler',
  roots: {
    pipelines: async () => ({
      items: [{ kind: 'scheduler.schedules', path: [], label: t('Schedules'), icon: 'calendar', expandable: true }],
    }),
  },
  children: {
    'scheduler.schedules': async (ctx, _, request, signal) => (await api()).listSchedules(ctx, request, signal),
  },
  find: {
    'scheduler.schedule': async (ctx, address, signal) => (await api()).findSchedule(ctx, nameOf(address), signal),
  },
  refine: {
    'scheduler.schedule': async (ctx, node, signal) => (await api()).findSchedule(ctx, nameOf(node), signal),
  },
  actions: [
    action<Ctx, unknown>({
      id: 'scheduler.enable',
      title: 'Enable',
      icon: 'debug-continue',
      on: { kinds: schedule, with: ['disabled'] },
      effect: 'write',
      placement: 'inline',
      do: async (ctx, target, _, signal) => {
        await (await api()).setState(ctx, nameOf(target), 'ENABLED', signal);
        return { kind: 'done' };
      },
    }),
    action<Ctx, unknown>({
      id: 'scheduler.disable',
      title: 'Disable',
      icon: 'debug-pause',
      on: { kinds: schedule, with: ['enabled'] },
      effect: 'write',
      placement: 'inline',
      do: async (ctx, target, _, signal) => {
        await (await api()).setState(ctx, nameOf(target), 'DISABLED', signal);
        return { kind: 'done' };
      },
    }),
    action<Ctx, unknown>({
      id: 'scheduler.showNextFires',
      title: 'Show Next Fires',
      on: { kinds: schedule },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => {
        const { name } = nameOf(target);
        const text = await (await api()).nextFiresText(ctx, nameOf(target), signal);
        return { kind: 'document', title: `${name}.txt`, language: 'plaintext', text };
      },
    }),
    showDefinition('scheduler', schedule, async (ctx, target, signal) =>
      (await api()).describeSchedule(ctx, nameOf(target), signal),
    ),
    openInConsole('scheduler', schedule, (target) => `scheduler/home#schedules/${target.path.join('/')}`),
    copyArn('scheduler', schedule, async (ctx, target, signal) =>
      (await api()).findSchedule(ctx, nameOf(target), signal),
    ),
  ],
};
