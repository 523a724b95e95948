import { z } from 'zod';
import { action } from '../../core/action.ts';
import { t } from '../../core/l10n.ts';
import { copyArn, openInConsole } from '../../platform/commonActions.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { Service } from '../../platform/service.ts';

const api = () => import('./snsApi.ts');
const outbox = () => import('./outbox.ts');
const topic = ['sns.topic'] as const;

const publishInput = z.object({
  message: z.string().min(1).describe('Message'),
  subject: z.string().max(100).optional().describe('Subject of mails'),
});

export const sns: Service = {
  name: 'sns',
  title: 'Notifications',
  roots: {
    pipelines: async (ctx) => ({
      items: [
        { kind: 'sns.topics', path: [], label: t('Topics'), icon: 'megaphone', expandable: true },
        ...(ctx.connection.kind === 'local' ? [await (await outbox()).outboxNode(ctx)] : []),
      ],
    }),
  },
  children: {
    'sns.topics': async (ctx, _, request, signal) => (await api()).listTopics(ctx, request, signal),
    'sns.topic': async (ctx, parent, request, signal) =>
      (await api()).listSubscriptions(ctx, parent.path[0] ?? '', request, signal),
    'sns.outbox': async (ctx, _, request) => (await outbox()).listMessages(ctx, request),
  },
  actions: [
    action<Ctx, unknown>({
      id: 'sns.openMessage',
      title: 'Open Message',
      icon: 'mail-read',
      on: { kinds: ['sns.message'] },
      effect: 'read',
      placement: 'inline',
      do: async (ctx, target) => ({
        kind: 'document',
        ...(await (await outbox()).readMessage(ctx, target.path[0] ?? '')),
      }),
    }),
    action<Ctx, z.infer<typeof publishInput>>({
      id: 'sns.publish',
      title: 'Publish Message…',
      on: { kinds: topic },
      effect: 'write',
      placement: 'run',
      input: publishInput,
      do: async (ctx, target, input, signal) => {
        await (await api()).publish(ctx, target.path[0] ?? '', input, signal);
        return { kind: 'done', message: t('Published.') };
      },
    }),
    openInConsole('sns', topic, (target) => `sns/v3/home#/topic/${target.path[0]}`),
    copyArn('sns', topic, async (_, target) => ({ arn: target.path[0] ?? '' })),
  ],
};
