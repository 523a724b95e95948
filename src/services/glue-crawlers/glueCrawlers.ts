import { action } from '../../core/action.ts';
import { t } from '../../core/l10n.ts';
import type { NodeAddress } from '../../core/node.ts';
import { copyArn, openInConsole, showDefinition } from '../../platform/commonActions.ts';
import type { Ctx } from '../../platform/ctx.ts';
import type { Service } from '../../platform/service.ts';

const api = () => import('./glueCrawlersApi.ts');
const crawler = ['glue-crawlers.crawler'] as const;
const nameOf = (address: NodeAddress) => address.path[0] ?? '';

export const glueCrawlers: Service = {
  name: 'glue-crawlers',
  title: 'Crawlers',
  roots: {
    pipelines: async () => ({
      items: [{ kind: 'glue-crawlers.crawlers', path: [], label: t('Crawlers'), icon: 'search', expandable: true }],
    }),
  },
  children: {
    'glue-crawlers.crawlers': async (ctx, _, request, signal) => (await api()).listCrawlers(ctx, request, signal),
  },
  find: {
    'glue-crawlers.crawler': async (ctx, address, signal) => (await api()).findCrawler(ctx, nameOf(address), signal),
  },
  actions: [
    action<Ctx, unknown>({
      id: 'glue-crawlers.run',
      title: 'Run',
      icon: 'play',
      on: { kinds: crawler, without: ['running'] },
      effect: 'write',
      placement: 'inline',
      do: async (ctx, target, _, signal) => ({
        kind: 'run',
        run: await (await api()).startCrawler(ctx, nameOf(target), signal),
      }),
    }),
    action<Ctx, unknown>({
      id: 'glue-crawlers.stop',
      title: 'Stop',
      icon: 'debug-stop',
      on: { kinds: crawler, with: ['running'] },
      effect: 'write',
      placement: 'inline',
      do: async (ctx, target, _, signal) => {
        await (await api()).stopCrawler(ctx, nameOf(target), signal);
        return { kind: 'done' };
      },
    }),
    action<Ctx, unknown>({
      id: 'glue-crawlers.openLastRun',
      title: 'Open Last Run and Logs',
      on: { kinds: crawler },
      effect: 'read',
      placement: 'open',
      do: async (ctx, target, _, signal) => {
        const page = await (await api()).listCrawls(ctx, { limit: 1, of: target }, signal);
        const [run] = page.items;
        return run ? { kind: 'run', run: run.ref } : { kind: 'done', message: t('This crawler has not run yet.') };
      },
    }),
    showDefinition('glue-crawlers', crawler, async (ctx, target, signal) =>
      (await api()).describeCrawler(ctx, nameOf(target), signal),
    ),
    openInConsole(
      'glue-crawlers',
      crawler,
      (target) => `glue/home#/v2/data-catalog/crawlers/view/${encodeURIComponent(nameOf(target))}`,
    ),
    copyArn('glue-crawlers', crawler, async (ctx, target, signal) =>
      (await api()).findCrawler(ctx, nameOf(target), signal),
    ),
  ],
  runs: {
    list: async (ctx, request, signal) => (await api()).listCrawls(ctx, request, signal),
    describe: async (ctx, ref, signal) => (await api()).describeCrawl(ctx, ref, signal),
    logs: async function* (ctx, ref, signal) {
      yield* (await api()).crawlLogs(ctx, ref, signal);
    },
    stop: async (ctx, ref, signal) => (await api()).stopCrawler(ctx, nameOf(ref.of), signal),
  },
};
