/** The columns of all nodes of a dbt project, each with the columns of other nodes that it is made of. */
import { t } from '../../../core/l10n.ts';
import type { DbtManifest, DbtNode } from '../manifest.ts';
import type { LineageDialect } from './cursor.ts';
import { constant, type Origin, unknown } from './origin.ts';
import { parseQuery } from './parseQuery.ts';
import { type KnownRelation, resolveQuery } from './resolveQuery.ts';
import { type RowColumn, type Rows, rowsOf, sameName } from './rows.ts';

/** What is known of a project beside its manifest. */
export interface LineageInput {
  readonly manifest: DbtManifest;
  /** The SQL that models and snapshots became, by their ids. */
  readonly compiled: ReadonlyMap<string, string>;
  /** Why dbt has not compiled what is not there. */
  readonly fault?: string | undefined;
  /** All the columns of a node, where its catalog, its warehouse or its file says them. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
}

/** Nodes that have columns. */
const withColumns = new Set(['model', 'seed', 'snapshot', 'source']);
/** What a snapshot adds to the columns that it keeps. https://docs.getdbt.com/docs/build/snapshots#snapshot-meta-fields */
const snapshotColumns = ['dbt_scd_id', 'dbt_updated_at', 'dbt_valid_from', 'dbt_valid_to'];

/** Answers for one state of a project; each node is read once. */
export class ProjectLineage {
  readonly manifest: DbtManifest;
  readonly #input: LineageInput;
  readonly #rows = new Map<string, Rows>();
  readonly #dialect: LineageDialect;

  constructor(input: LineageInput) {
    this.manifest = input.manifest;
    this.#input = input;
    const { adapter } = input.manifest;
    this.#dialect = {
      backslash: ['redshift', 'spark', 'databricks', 'bigquery', 'snowflake'].includes(adapter),
      lambdas: !['redshift', 'postgres'].includes(adapter),
    };
  }

  /** The columns of a node. What it reads is read before, one after the other, as chains of models may be long. */
  rowsOf(id: string): Rows {
    const waiting = [id];
    for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
      const open = this.#rows.has(next) ? [] : this.#parents(next).filter((parent) => !this.#rows.has(parent));
      if (open.length > 0 && waiting.length <= this.manifest.nodes.size) {
        waiting.push(...open);
        continue;
      }
      if (!this.#rows.has(next)) this.#rows.set(next, this.#read(next));
      waiting.pop();
    }
    return this.#rows.get(id) ?? rowsOf([], t('it is no node of the project'), []);
  }

  #parents(id: string): string[] {
    const ids = this.manifest.parents.get(id) ?? [];
    return ids.filter((parent) => withColumns.has(this.manifest.nodes.get(parent)?.type ?? ''));
  }

  #read(id: string): Rows {
    const node = this.manifest.nodes.get(id);
    const known = this.#input.columns.get(id);
    if (!node || !withColumns.has(node.type)) return rowsOf([], t('it has no columns'), []);
    if (node.type === 'source' || node.type === 'seed') return ownRows(node, known);
    const rows = this.#readSql(node, known);
    if (node.type !== 'snapshot') return rows;
    const added = snapshotColumns.map((name) => ({ name, origin: unknown(t('dbt itself writes it')) }));
    return extended(rows, added);
  }

  #readSql(node: DbtNode, known: readonly string[] | undefined): Rows {
    const sql = this.#input.compiled.get(node.id);
    if (sql === undefined) {
      const { fault } = this.#input;
      const uncompiled =
        fault === undefined ? t('it has not been compiled') : t('dbt could not compile it: {0}', fault);
      const why = node.file.endsWith('.py') ? t('it is written in Python') : uncompiled;
      return untraced(node, known, why);
    }
    try {
      const rows = resolveQuery(parseQuery(sql, this.#dialect), (path) => this.#relation(node, path));
      return rows.open === undefined || known === undefined ? rows : completed(rows, known);
    } catch (error) {
      return untraced(node, known, t('its SQL cannot be read: {0}', (error as Error).message));
    }
  }

  /** The relation that the SQL of a node names: one of those that it depends on, where it can be no other. */
  #relation(node: DbtNode, path: readonly string[]): KnownRelation {
    const parents = this.#parents(node.id).flatMap((id) => this.manifest.nodes.get(id) ?? []);
    if (isNamed(node, path)) return { id: node.id, columns: [], complete: false };
    const named = parents.filter((parent) => isNamed(parent, path));
    // A model compiled for another target is in another schema.
    const alike = parents.filter((parent) => sameName(lastName(parent), path.at(-1) ?? ''));
    const found = named[0] ?? (alike.length === 1 ? alike[0] : this.#inlined(node, path));
    if (!found) return { id: `relation.${path.join('.')}`, columns: [], complete: false };
    const { columns, open } = this.#rows.get(found.id) ?? ownRows(found, undefined);
    return { id: found.id, columns: columns.map(({ name }) => name), complete: open === undefined };
  }

  /** An ephemeral model above another one stands in this one's SQL too, and is no parent of its own. */
  #inlined(node: DbtNode, path: readonly string[]): DbtNode | undefined {
    if (path.length > 1) return undefined;
    const above = new Set<string>();
    const waiting = [...this.#parents(node.id)];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const each = this.manifest.nodes.get(id);
      if (each?.materialized !== 'ephemeral' || above.has(id)) continue;
      above.add(id);
      if (sameName(each.name, path[0] ?? '')) return each;
      waiting.push(...this.#parents(id));
    }
    return undefined;
  }
}

/** The names of a relation, as SQL quotes them. */
function pathOf({ relation }: DbtNode): string[] {
  return [...relation.matchAll(/"((?:[^"]|"")*)"|`([^`]*)`|([^."`]+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
}

function lastName(node: DbtNode): string {
  return pathOf(node).at(-1) ?? node.name;
}

function isNamed(node: DbtNode, path: readonly string[]): boolean {
  const own = pathOf(node);
  const end = own.slice(-path.length);
  return path.length > 1 && end.length === path.length && end.every((name, i) => sameName(name, path[i] ?? ''));
}

/** A seed or source: it begins there. Without a catalog the described columns are those that it has at least. */
function ownRows(node: DbtNode, known: readonly string[] | undefined): Rows {
  const names = known ?? node.columns.map(({ name }) => name);
  const columns = names.map((name): RowColumn => ({ name, origin: constant }));
  const open = known === undefined ? t('the columns of {0} are not known', node.name) : undefined;
  return rowsOf(columns, open, [node.id], () =>
    open === undefined ? { kind: 'none' } : { kind: 'one', origin: constant, surely: false },
  );
}

/** A node whose columns are there, as far as they are known, and come from where nobody can say. */
function untraced(node: DbtNode, known: readonly string[] | undefined, why: string): Rows {
  const names = known ?? node.columns.map(({ name }) => name);
  const origin: Origin = unknown(why);
  const columns = names.map((name): RowColumn => ({ name, origin }));
  return rowsOf(columns, known ? undefined : why, [node.id], () => ({ kind: 'one', origin, surely: false }));
}

/** With the columns that a star stands for, in the order in which the warehouse has them. */
function completed(rows: Rows, known: readonly string[]): Rows {
  const columns = known.map((name): RowColumn => {
    const own = rows.columns.find((column) => sameName(column.name, name));
    if (own) return own;
    const found = rows.find(name);
    return { name, origin: found.kind === 'one' ? found.origin : unknown(found.kind === 'unclear' ? found.why : '') };
  });
  return rowsOf(columns, undefined, rows.relations);
}

function extended(rows: Rows, added: readonly RowColumn[]): Rows {
  return rowsOf([...rows.columns, ...added], rows.open, rows.relations, rows.find);
}
