/** Follows a column up and down through the models of a project. */
import { AppError } from '../../../core/appError.ts';
import type { ColumnEdge, ColumnGraph, ColumnNode } from '../../../core/columnGraph.ts';
import { t } from '../../../core/l10n.ts';
import type { Origin } from './origin.ts';
import type { ProjectLineage } from './projectLineage.ts';
import { sameName } from './rows.ts';

/** @throws AppError `not-found` naming the columns that there are */
export function traceColumn(lineage: ProjectLineage, id: string, column: string): ColumnGraph {
  const rows = lineage.rowsOf(id);
  const found = rows.find(column);
  const own = rows.columns.find(({ name }) => sameName(name, column));
  const name = lineage.manifest.nodes.get(id)?.name ?? id;
  if (!own && found.kind === 'none') {
    const names = rows.columns.map((each) => each.name);
    throw new AppError('not-found', t('{0} has no column {1}.', name, column), {
      ...(names.length > 0 ? { hint: t('It has: {0}', names.join(', ')) } : {}),
    });
  }
  const graph = new Growing(lineage);
  const start = graph.column(id, own?.name ?? column);
  graph.above(start);
  graph.below(start);
  const { nodes, edges, unclear } = graph;
  return { start, nodes: [...nodes.values()], edges: [...edges.values()], unclear: [...unclear.values()] };
}

class Growing {
  readonly nodes = new Map<string, ColumnNode>();
  readonly edges = new Map<string, ColumnEdge>();
  readonly unclear = new Map<string, { readonly name: string; readonly why: string }>();
  readonly #lineage: ProjectLineage;

  constructor(lineage: ProjectLineage) {
    this.#lineage = lineage;
  }

  column(id: string, column: string): ColumnNode {
    const key = `${id}.${column.toLowerCase()}`;
    const known = this.nodes.get(key);
    if (known) return known;
    const node = this.#lineage.manifest.nodes.get(id);
    const own = node && this.#lineage.rowsOf(id).columns.find(({ name }) => sameName(name, column));
    const shown: ColumnNode = {
      key,
      node: id,
      name: node?.name ?? id.replace(/^relation\./, ''),
      type: node ? node.materialized || node.type : 'relation',
      column: own?.name ?? column,
      text: own?.text ?? '',
      untraced: column === '' ? [] : (this.#origin(id, column)?.unknown ?? []),
    };
    this.nodes.set(key, shown);
    return shown;
  }

  #origin(id: string, column: string): Origin | undefined {
    if (!this.#lineage.manifest.nodes.has(id)) return undefined;
    const found = this.#lineage.rowsOf(id).find(column);
    if (found.kind === 'one') return found.origin;
    return { columns: [], rows: [], unknown: found.kind === 'unclear' ? [found.why] : [], asIs: false };
  }

  above(start: ColumnNode): void {
    const waiting = [start];
    const seen = new Set<string>();
    for (let to = waiting.pop(); to !== undefined; to = waiting.pop()) {
      if (seen.has(to.key) || to.column === '') continue;
      seen.add(to.key);
      const origin = this.#origin(to.node, to.column);
      for (const { relation, column } of origin?.columns ?? []) {
        // An incremental model's own earlier rows are no further origin.
        if (relation !== to.node) waiting.push(this.#join(this.column(relation, column), to, origin?.asIs ?? false));
      }
      for (const relation of origin?.rows ?? [])
        if (relation !== to.node) this.#join(this.column(relation, ''), to, false);
    }
  }

  #join(from: ColumnNode, to: ColumnNode, asIs: boolean): ColumnNode {
    this.edges.set(`${from.key} ${to.key}`, { from: from.key, to: to.key, asIs });
    return from;
  }

  below(start: ColumnNode): void {
    const waiting = [start];
    const seen = new Set<string>();
    for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
      if (seen.has(from.key)) continue;
      seen.add(from.key);
      for (const child of this.#readers(from.node)) {
        const { columns, open } = this.#lineage.rowsOf(child);
        if (open !== undefined)
          this.unclear.set(child, { name: this.#lineage.manifest.nodes.get(child)?.name ?? child, why: open });
        for (const { name, origin } of columns) {
          const isMade = origin.columns.some(
            ({ relation, column }) => relation === from.node && sameName(column, from.column),
          );
          if (isMade) waiting.push(this.#below(from, child, name, origin.asIs));
        }
      }
    }
  }

  #below(from: ColumnNode, child: string, name: string, asIs: boolean): ColumnNode {
    const to = this.column(child, name);
    this.#join(from, to, asIs);
    return to;
  }

  /** The models and snapshots that read a node. */
  #readers(id: string): string[] {
    const { children, nodes } = this.#lineage.manifest;
    return (children.get(id) ?? []).filter((child) => ['model', 'snapshot'].includes(nodes.get(child)?.type ?? ''));
  }
}
