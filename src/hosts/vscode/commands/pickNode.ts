import * as vscode from 'vscode';
import type { Action } from '../../../core/action.ts';
import type { Node } from '../../../core/node.ts';
import { joinedPages, type Page, type PageList, treePageSize } from '../../../core/page.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import type { Workbench } from '../workbench.ts';
import { titleOf } from './titleOf.ts';

type NodePick = vscode.QuickPickItem & { readonly node?: Node; readonly next?: string };

/**
 * Asks which thing an action from the palette is for: descends from the service's roots, a page at a time, through
 * whatever is no target itself.
 */
export async function pickNode(workbench: Workbench, action: Action<Ctx>): Promise<Node | undefined> {
  const { services, serviceOf } = await import('../../../services/index.ts');
  const { appliesTo } = await import('../../../platform/invokeAction.ts');
  const wanted = new Set(action.on.kinds.map((kind) => serviceOf(kind)));
  const owners = services.filter((service) => wanted.has(service));
  const signal = new AbortController().signal;
  const ctx = await workbench.connections.ctx(signal);
  const title = titleOf(action);

  const roots = owners.flatMap((service) => Object.values(service.roots ?? {}));
  const rootPages = joinedPages(
    roots.map(
      (root): PageList<Node> =>
        (request) =>
          root(ctx, request, signal),
    ),
  );
  let list = (token?: string): Promise<Page<Node>> => rootPages(requestFor(token), signal);
  for (;;) {
    const chosen = await pickFrom(title, list);
    if (!chosen) return undefined;
    if (appliesTo(action, chosen)) return chosen;
    const children = serviceOf(chosen.kind)?.children?.[chosen.kind];
    if (!children) return undefined;
    list = (token) => children(ctx, chosen, requestFor(token), signal);
  }
}

function requestFor(token: string | undefined): { limit: number; token?: string } {
  return { limit: treePageSize, ...(token === undefined ? {} : { token }) };
}

async function pickFrom(title: string, list: (token?: string) => Promise<Page<Node>>): Promise<Node | undefined> {
  const nodes: Node[] = [];
  let token: string | undefined;
  for (;;) {
    const page = await list(token);
    nodes.push(...page.items);
    // A lone group is no choice.
    if (nodes.length === 1 && !page.next && nodes[0]?.expandable) return nodes[0];
    const picks: NodePick[] = nodes.map((node) => ({
      label: `$(${node.icon.replace('~spin', '')}) ${node.label}`,
      node,
      ...(node.description ? { description: node.description } : {}),
    }));
    if (page.next) picks.push({ label: vscode.l10n.t('Load more…'), next: page.next, alwaysShow: true });
    const placeHolder = picks.length === 0 ? vscode.l10n.t('There is nothing to choose from yet.') : undefined;
    const picked = await vscode.window.showQuickPick(picks, { title, ...(placeHolder ? { placeHolder } : {}) });
    if (!picked?.next) return picked?.node;
    token = picked.next;
  }
}
