import * as vscode from 'vscode';
import { isCancellation, toAppError } from '../../../core/appError.ts';
import type { Node, TreeName } from '../../../core/node.ts';
import { mapPage, type Page, treePageSize } from '../../../core/page.ts';
import type { Ctx } from '../../../platform/ctx.ts';
import type { Workbench } from '../workbench.ts';
import { refineNodes } from './refineNodes.ts';
import { type LoadedRows, RowPages } from './rowPages.ts';
import { type Row, rowId } from './rows.ts';
import { treeItemOf } from './treeItems.ts';

/**
 * The one provider of all trees of nodes. A list is read a page at a time when it is opened; what takes a call per row
 * is filled in afterwards; errors are rows that say what to do.
 */
export class StrataTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #workbench: Workbench;
  readonly #tree: TreeName;
  readonly #viewId: string;
  readonly #changed = new vscode.EventEmitter<Row | undefined>();
  readonly #pages = new RowPages((parent, token, signal) => this.#readPage(parent, token, signal));
  readonly #filters = new Map<string, string>();
  readonly #rows = new WeakSet<Row>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(workbench: Workbench, tree: TreeName, viewId: string) {
    this.#workbench = workbench;
    this.#tree = tree;
    this.#viewId = viewId;
  }

  getTreeItem(row: Row): vscode.TreeItem {
    this.#rows.add(row);
    return treeItemOf(row, this.#viewId, this.#filters.get(rowId(row)));
  }

  /** Whether this tree has shown the row. */
  has(row: Row): boolean {
    return this.#rows.has(row);
  }

  getParent(row: Row): Row | undefined {
    return row.parent;
  }

  async getChildren(parent?: Row): Promise<Row[]> {
    const { signal } = this.#pages;
    try {
      const loaded = await this.#pages.of(parent);
      if (!loaded) return [];
      if (!parent) this.#setEmpty(loaded.rows.length === 0 && !this.filterOf(undefined));
      return this.#shown(loaded, parent);
    } catch (error) {
      if (signal.aborted || isCancellation(error)) return [];
      this.#workbench.log.error(`reading ${this.#tree} ${rowId(parent)}`, error);
      return [{ kind: 'error', parent, error: toAppError(error) }];
    }
  }

  /** Reads everything anew, or one row's children. Pages that were loaded are forgotten. */
  refresh(row?: Row): void {
    this.#pages.forget(row);
    this.#changed.fire(row);
  }

  /** Adds the next page of a list. @throws AppError when it cannot be read */
  async loadMore(row: Row & { kind: 'more' }): Promise<void> {
    if (await this.#pages.readOn(row)) this.#changed.fire(row.parent);
  }

  filterOf(row: Row | undefined): string | undefined {
    return this.#filters.get(rowId(row));
  }

  /** Only rows that begin so, asked of the service. Empty: all again. */
  setFilter(row: Row | undefined, prefix: string): void {
    const key = rowId(row);
    if (prefix === '') this.#filters.delete(key);
    else this.#filters.set(key, prefix);
    this.#setFiltered();
    this.refresh(row);
  }

  clearFilters(): void {
    this.#filters.clear();
    this.#setFiltered();
    this.refresh();
  }

  async #readPage(
    parent: Row | undefined,
    token: string | undefined,
    signal: AbortSignal,
  ): Promise<Page<Row> | undefined> {
    const connection = await this.#workbench.connections.open(signal);
    if (!connection) return undefined;
    const ctx = await this.#workbench.connections.ctx(signal);
    const prefix = this.filterOf(parent);
    const request = {
      limit: treePageSize,
      ...(token === undefined ? {} : { token }),
      ...(prefix === undefined ? {} : { prefix }),
    };
    const page =
      parent?.kind === 'node'
        ? await childrenOf(ctx, parent.node, request, signal)
        : await this.#roots(ctx, request, signal);
    const rows = mapPage(page, (node): Row => ({ kind: 'node', node, parent }));
    void this.#refine(ctx, rows.items, signal);
    return rows;
  }

  async #roots(ctx: Ctx, request: { limit: number; token?: string }, signal: AbortSignal): Promise<Page<Node>> {
    const { services } = await import('../../../services/index.ts');
    const roots = services.flatMap((service) => service.roots?.[this.#tree] ?? []);
    // Only the root of one service can have pages of its own; the others are a handful of groups.
    const pages = await Promise.all(roots.map((list) => list(ctx, request, signal)));
    const next = pages.find((page) => page.next !== undefined)?.next;
    const items = pages.flatMap((page) => page.items);
    return next === undefined ? { items } : { items, next };
  }

  async #refine(ctx: Ctx, rows: readonly Row[], signal: AbortSignal): Promise<void> {
    try {
      for await (const { row, node } of refineNodes(ctx, rows, signal)) {
        if (signal.aborted) return;
        // The editor knows a row by identity, so that the row stays and only its node is exchanged.
        Object.assign(row, { node });
        this.#changed.fire(row);
      }
    } catch (error) {
      if (!signal.aborted) this.#workbench.log.warn(`the state of some rows could not be read: ${String(error)}`);
    }
  }

  #shown(loaded: LoadedRows, parent: Row | undefined): Row[] {
    const filtered = Boolean(this.filterOf(parent));
    if (loaded.rows.length === 0 && loaded.next === undefined && (parent || filtered)) {
      const text = filtered ? vscode.l10n.t('no name begins with the filter') : vscode.l10n.t('empty');
      return [{ kind: 'empty', parent, text }];
    }
    return loaded.next === undefined ? loaded.rows : [...loaded.rows, { kind: 'more', parent, token: loaded.next }];
  }

  #setEmpty(empty: boolean): void {
    void vscode.commands.executeCommand('setContext', `strata.empty.${this.#tree}`, empty);
  }

  #setFiltered(): void {
    void vscode.commands.executeCommand('setContext', `strata.filtered.${this.#viewId}`, this.#filters.size > 0);
  }

  dispose(): void {
    this.#pages.close();
    this.#changed.dispose();
  }
}

async function childrenOf(
  ctx: Ctx,
  node: Node,
  request: { limit: number; token?: string; prefix?: string },
  signal: AbortSignal,
): Promise<Page<Node>> {
  const { serviceOf } = await import('../../../services/index.ts');
  const list = serviceOf(node.kind)?.children?.[node.kind];
  return list ? await list(ctx, node, request, signal) : { items: [] };
}
