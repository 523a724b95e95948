/** Crawlers and their runs: https://docs.aws.amazon.com/glue/latest/webapi/API_Crawler.html. */

import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Crawler,
  type CrawlerHistory,
  GetCrawlerCommand,
  GetCrawlersCommand,
  GlueClient,
  ListCrawlsCommand,
  StartCrawlerCommand,
  StopCrawlerCommand,
} from '@aws-sdk/client-glue';
import { AppError } from '../../core/appError.ts';
import { formatAge } from '../../core/format.ts';
import { t } from '../../core/l10n.ts';
import type { LogBatch } from '../../core/logEvent.ts';
import type { Node, NodeAddress } from '../../core/node.ts';
import { mapPage, type Page, type PageRequest, pageOf } from '../../core/page.ts';
import { isFinal, type Run, type RunId, type RunRef, type RunState } from '../../core/run.ts';
import { stateWord } from '../../core/stateText.ts';
import { accountOf } from '../../platform/connections/account.ts';
import type { Ctx } from '../../platform/ctx.ts';
import { tailLogs } from '../../platform/logs/tailLogs.ts';
import { runsOfParents } from '../../platform/runs/runsOfParents.ts';
import { stateIcons } from '../../platform/runs/stateIcon.ts';

const crawlStates: Readonly<Record<string, RunState>> = {
  RUNNING: 'running',
  COMPLETED: 'succeeded',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  CANCELLED: 'stopped',
  STOPPED: 'stopped',
};

const crawlerStates: Readonly<Record<string, RunState>> = { RUNNING: 'running', STOPPING: 'stopping' };

/** A page of crawlers with their last state. Glue lists them by tag only, so a prefix narrows each page here. */
export async function listCrawlers(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const glue = await ctx.aws.client(GlueClient);
  const page = await glue.send(
    new GetCrawlersCommand({ MaxResults: request.limit, ...(request.token ? { NextToken: request.token } : {}) }),
    { abortSignal: signal },
  );
  const crawlers = (page.Crawlers ?? []).filter((crawler) => crawler.Name?.startsWith(request.prefix ?? ''));
  return mapPage(pageOf(crawlers, page.NextToken), toNode);
}

/** What Glue says of a crawler. @throws AppError `not-found` */
export async function describeCrawler(ctx: Ctx, name: string, signal: AbortSignal): Promise<Crawler> {
  const glue = await ctx.aws.client(GlueClient);
  const { Crawler } = await glue.send(new GetCrawlerCommand({ Name: name }), { abortSignal: signal });
  if (!Crawler) throw new AppError('not-found', t('There is no crawler {0}.', name));
  return Crawler;
}

/** A crawler with its ARN. @throws AppError `not-found` */
export async function findCrawler(ctx: Ctx, name: string, signal: AbortSignal): Promise<Node> {
  const [crawler, account] = await Promise.all([describeCrawler(ctx, name, signal), accountOf(ctx, signal)]);
  return { ...toNode(crawler), arn: `arn:aws:glue:${ctx.connection.region}:${account}:crawler/${name}` };
}

function toNode(crawler: Crawler): Node {
  const now = crawlerStates[crawler.State ?? ''];
  const running = now !== undefined;
  const last = crawler.LastCrawl;
  const state = now ?? crawlStates[last?.Status ?? ''];
  const age = last?.StartTime ? formatAge(last.StartTime.getTime(), Date.now()) : '';
  const targets = (crawler.Targets?.S3Targets ?? []).map((target) => target.Path ?? '');
  return {
    kind: 'glue-crawlers.crawler',
    path: [crawler.Name ?? ''],
    label: crawler.Name ?? '',
    description: state ? [stateWord(state), running ? '' : age].filter(Boolean).join(' ') : '',
    tooltip: [`→ ${crawler.DatabaseName ?? ''}`, ...targets, last?.ErrorMessage].filter(Boolean).join('\n'),
    expandable: false,
    traits: running ? ['running'] : [],
    ...(state ? stateIcons[state] : { icon: 'search' }),
  };
}

/**
 * Starts a crawler and finds the crawl that came of it.
 * @throws AppError `conflict` when it runs already, `timeout` when Glue does not list the crawl within a minute
 */
export async function startCrawler(ctx: Ctx, name: string, signal: AbortSignal): Promise<RunRef> {
  const glue = await ctx.aws.client(GlueClient);
  const before = await newestCrawl(ctx, name, signal);
  await glue.send(new StartCrawlerCommand({ Name: name }), { abortSignal: signal });
  // StartCrawler returns no id; the crawl that it began is the first one newer than what was there before.
  for (let round = 0; round < 60; round++) {
    const crawl = await newestCrawl(ctx, name, signal);
    if (crawl?.CrawlId && crawl.CrawlId !== before?.CrawlId) return crawlRef(name, crawl.CrawlId);
    await sleep(ctx.connection.kind === 'local' ? 50 : 1000, undefined, { signal });
  }
  throw new AppError('timeout', t('The crawler {0} was started, but Glue does not list its crawl yet.', name), {
    hint: t('Look for it in Runs in a moment.'),
  });
}

/** Stops the crawl that runs. @throws AppError when none does */
export async function stopCrawler(ctx: Ctx, name: string, signal: AbortSignal): Promise<void> {
  const glue = await ctx.aws.client(GlueClient);
  await glue.send(new StopCrawlerCommand({ Name: name }), { abortSignal: signal });
}

async function newestCrawl(ctx: Ctx, name: string, signal: AbortSignal): Promise<CrawlerHistory | undefined> {
  const glue = await ctx.aws.client(GlueClient);
  const page = await glue.send(new ListCrawlsCommand({ CrawlerName: name, MaxResults: 1 }), { abortSignal: signal });
  return page.Crawls?.[0];
}

function crawlRef(crawler: string, id: string): RunRef {
  return { service: 'glue-crawlers', id: id as RunId, of: { kind: 'glue-crawlers.crawler', path: [crawler] } };
}

/** Newest first. Without a crawler: one page of crawlers with the newest crawls of each, as Glue lists them so only. */
export async function listCrawls(
  ctx: Ctx,
  request: PageRequest & { readonly of?: NodeAddress },
  signal: AbortSignal,
): Promise<Page<Run>> {
  const glue = await ctx.aws.client(GlueClient);
  if (request.of) {
    const name = request.of.path[0] ?? '';
    const page = await glue.send(
      new ListCrawlsCommand({
        CrawlerName: name,
        MaxResults: Math.min(request.limit, 1000),
        ...(request.token ? { NextToken: request.token } : {}),
      }),
      { abortSignal: signal },
    );
    return pageOf(
      (page.Crawls ?? []).map((crawl) => toRun(ctx, name, crawl)),
      page.NextToken,
    );
  }
  const crawlers = await glue.send(
    new GetCrawlersCommand({ MaxResults: 25, ...(request.token ? { NextToken: request.token } : {}) }),
    { abortSignal: signal },
  );
  const page = pageOf(crawlers.Crawlers ?? [], crawlers.NextToken);
  return await runsOfParents(page, request.limit, async ({ Name = '' }) => {
    const of: NodeAddress = { kind: 'glue-crawlers.crawler', path: [Name] };
    return (await listCrawls(ctx, { limit: 5, of }, signal)).items;
  });
}

/** @throws AppError `not-found` when Glue no longer knows the crawl */
export async function describeCrawl(ctx: Ctx, ref: RunRef, signal: AbortSignal): Promise<Run> {
  const glue = await ctx.aws.client(GlueClient);
  const name = ref.of.path[0] ?? '';
  const page = await glue.send(
    new ListCrawlsCommand({
      CrawlerName: name,
      Filters: [{ FieldName: 'CRAWL_ID', FilterOperator: 'EQ', FieldValue: ref.id }],
    }),
    { abortSignal: signal },
  );
  const crawl = page.Crawls?.find((each) => each.CrawlId === ref.id);
  if (!crawl) throw new AppError('not-found', t('The crawler {0} has no crawl {1}.', name, ref.id));
  return toRun(ctx, name, crawl);
}

function toRun(ctx: Ctx, crawler: string, crawl: CrawlerHistory): Run {
  const state = crawlStates[crawl.State ?? ''] ?? 'running';
  return {
    ref: crawlRef(crawler, crawl.CrawlId ?? ''),
    title: crawler,
    state,
    stateLabel: crawl.State ?? '',
    engine: ctx.connection.kind === 'local' ? t('Local crawler') : t('Glue crawler'),
    ...(crawl.StartTime ? { startedAt: crawl.StartTime.getTime() } : {}),
    ...(crawl.EndTime && isFinal(state) ? { endedAt: crawl.EndTime.getTime() } : {}),
    ...(crawl.ErrorMessage ? { error: { message: crawl.ErrorMessage } } : {}),
    ...(crawl.Summary ? { output: crawl.Summary } : {}),
  };
}

/** A crawler writes all its crawls to one stream; a line begins with its crawl's id, or else lies in its time. */
export async function* crawlLogs(ctx: Ctx, ref: RunRef, signal: AbortSignal): AsyncGenerator<LogBatch> {
  const crawler = ref.of.path[0] ?? '';
  const run = await describeCrawl(ctx, ref, signal);
  const sources = [{ group: '/aws-glue/crawlers', stream: crawler, name: 'crawler' }];
  let until = Number.POSITIVE_INFINITY;
  const finished = async () => {
    const now = await describeCrawl(ctx, ref, signal);
    if (now.endedAt !== undefined) until = now.endedAt + 1000;
    return isFinal(now.state);
  };
  const from = (run.startedAt ?? 0) - 1000;
  for await (const batch of tailLogs(ctx, sources, { finished }, signal)) {
    const own = batch.filter(({ timestamp, message }) => {
      const named = /^\[([0-9a-f]{8}-[0-9a-f-]{27})\]/.exec(message)?.[1];
      return named === undefined ? timestamp >= from && timestamp <= until : named === ref.id;
    });
    if (own.length > 0) yield own;
  }
}
