/** Workgroups and the queries saved in them. */
import {
  AthenaClient,
  BatchGetNamedQueryCommand,
  GetNamedQueryCommand,
  GetWorkGroupCommand,
  ListNamedQueriesCommand,
  ListWorkGroupsCommand,
} from '@aws-sdk/client-athena';
import { AppError } from '../../core/appError.ts';
import { t } from '../../core/l10n.ts';
import type { Node } from '../../core/node.ts';
import { type Page, type PageRequest, pageOf } from '../../core/page.ts';
import type { Ctx } from '../../platform/ctx.ts';

/** Athena's own most on a page of workgroups and of named queries. */
const maxPage = 50;

/** A page of workgroups. Athena knows no prefix, so each of its pages is narrowed here. */
export async function listWorkgroups(ctx: Ctx, request: PageRequest, signal: AbortSignal): Promise<Page<Node>> {
  const athena = await ctx.aws.client(AthenaClient);
  const page = await athena.send(
    new ListWorkGroupsCommand({ MaxResults: maxPage, ...(request.token ? { NextToken: request.token } : {}) }),
    { abortSignal: signal },
  );
  const nodes = (page.WorkGroups ?? [])
    .filter(({ Name }) => Name?.startsWith(request.prefix ?? ''))
    .map(
      ({ Name = '', Description = '', State }): Node => ({
        kind: 'athena.workgroup',
        path: [Name],
        label: Name,
        description: State === 'DISABLED' ? t('turned off') : Description,
        icon: 'beaker',
        expandable: true,
      }),
    );
  return pageOf(nodes, page.NextToken);
}

/** A page of the queries that are saved in a workgroup. */
export async function listNamedQueries(
  ctx: Ctx,
  workgroup: string,
  request: PageRequest,
  signal: AbortSignal,
): Promise<Page<Node>> {
  const athena = await ctx.aws.client(AthenaClient);
  const page = await athena.send(
    new ListNamedQueriesCommand({
      WorkGroup: workgroup,
      MaxResults: maxPage,
      ...(request.token ? { NextToken: request.token } : {}),
    }),
    { abortSignal: signal },
  );
  const ids = page.NamedQueryIds ?? [];
  if (ids.length === 0) return pageOf([], page.NextToken);
  const { NamedQueries } = await athena.send(new BatchGetNamedQueryCommand({ NamedQueryIds: ids }), {
    abortSignal: signal,
  });
  // Athena lists ids alone, so that a prefix is applied to each page as it comes.
  const wanted = (NamedQueries ?? []).filter(({ Name }) => Name?.startsWith(request.prefix ?? ''));
  const nodes = wanted.map(
    (query): Node => ({
      kind: 'athena.named-query',
      path: [workgroup, query.NamedQueryId ?? ''],
      label: query.Name ?? '',
      description: query.Database ?? '',
      tooltip: [query.Description, query.QueryString].filter(Boolean).join('\n\n'),
      icon: 'file-code',
      expandable: false,
    }),
  );
  return pageOf(nodes, page.NextToken);
}

/** A saved query as a document whose first line says where it runs. */
export async function namedQueryText(
  ctx: Ctx,
  id: string,
  signal: AbortSignal,
): Promise<{ title: string; text: string }> {
  const athena = await ctx.aws.client(AthenaClient);
  const { NamedQuery } = await athena.send(new GetNamedQueryCommand({ NamedQueryId: id }), { abortSignal: signal });
  const directive = `-- athena database=${NamedQuery?.Database ?? 'default'} workgroup=${NamedQuery?.WorkGroup ?? 'primary'}`;
  return { title: `${NamedQuery?.Name ?? id}.sql`, text: `${directive}\n${NamedQuery?.QueryString ?? ''}\n` };
}

/**
 * A workgroup that can store results: the one asked for, else what `storingWorkgroup` finds.
 * @throws AppError saying how to give one a location
 */
export async function usableWorkgroup(ctx: Ctx, asked: string | undefined, signal: AbortSignal): Promise<string> {
  const found = asked || (await storingWorkgroup(ctx, signal));
  if (found) return found;
  throw new AppError('invalid-input', t('No Athena workgroup of this connection has a location for query results.'), {
    hint: t('Set a query result location for a workgroup, or name one in the first line: -- athena workgroup=NAME'),
  });
}

/** The first workgroup that has a location for results, those of pipelines before `primary`. */
async function storingWorkgroup(ctx: Ctx, signal: AbortSignal): Promise<string | undefined> {
  const athena = await ctx.aws.client(AthenaClient);
  const { WorkGroups } = await athena.send(new ListWorkGroupsCommand({ MaxResults: maxPage }), { abortSignal: signal });
  const names = (WorkGroups ?? []).filter(({ State }) => State !== 'DISABLED').map(({ Name = '' }) => Name);
  // One made for a pipeline comes before the account's own, which seldom has a location.
  const ordered = [...names.filter((name) => name !== 'primary'), ...names.filter((name) => name === 'primary')];
  for (const name of ordered) {
    const { WorkGroup } = await athena.send(new GetWorkGroupCommand({ WorkGroup: name }), { abortSignal: signal });
    const configuration = WorkGroup?.Configuration;
    const managed = configuration?.ManagedQueryResultsConfiguration?.Enabled === true;
    if (managed || configuration?.ResultConfiguration?.OutputLocation) return name;
  }
  return undefined;
}
