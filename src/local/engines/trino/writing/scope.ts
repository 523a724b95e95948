import type { Name } from '../grammar/queryTree.ts';
import type { TrinoType } from '../types/trinoType.ts';
import type { RelationReads } from './relationReads.ts';
import type { Written } from './written.ts';

/** The column of a catalog relation that a column stands for unchanged, so that conditions on it can prune. */
export interface Origin {
  readonly reads: RelationReads;
  readonly column: string;
}

export interface ColumnBinding {
  /** As the user wrote it; missing for an expression without a name, which nothing can refer to. */
  readonly label?: string;
  /** Its name in the SQL, different from those of its neighbours. */
  readonly sqlName: string;
  readonly type: TrinoType | undefined;
  readonly origin?: Origin;
}

/** Something in a FROM clause. */
export interface RelationBinding {
  /** The parts that it can be called by, the last one first: `t` of `db.t`, in lower case. Empty when it has no name. */
  readonly names: readonly string[];
  readonly sqlName: string;
  readonly columns: readonly ColumnBinding[];
  /** Whether an outer join may fill its columns with nulls. */
  readonly nullable: boolean;
  /** Tells a catalog table that one of its hidden columns is read. */
  readonly onHidden?: (column: string) => void;
}

/** A column that USING or NATURAL made of two. */
export interface MergedColumn {
  readonly value: Written;
  readonly origin?: Origin;
}

/** What a condition names, gathered while it is written. */
export class References {
  readonly origins: Origin[] = [];
  /** Whether it holds something that a condition on one relation's columns alone must not. */
  opaque = false;
}

export interface CommonTableBinding {
  readonly sqlName: string;
  readonly columns: readonly ColumnBinding[];
}

/** The names that hold where an expression stands, and those of the queries around it. */
export interface Scope {
  readonly parent?: Scope;
  readonly relations: readonly RelationBinding[];
  /** The columns that USING and NATURAL have made one of. */
  readonly merged: ReadonlyMap<string, MergedColumn>;
  readonly lambda?: ReadonlyMap<string, Written>;
  /** Names of the select list, for ORDER BY. */
  readonly aliases?: ReadonlyMap<string, Written>;
  readonly commonTables?: ReadonlyMap<string, CommonTableBinding>;
  readonly references?: References;
  /** What stands around: a clause that takes no aggregates, or an aggregate, which takes none either. */
  readonly within?: { readonly clause: string } | { readonly aggregate: string };
  /** Write columns bare, by the names that they have in the catalog. */
  readonly bare?: boolean;
}

export const emptyScope: Scope = { relations: [], merged: new Map() };

/** The scope of a query within another. */
export function inner(parent: Scope): Scope {
  return { parent, relations: [], merged: new Map() };
}

/** Marks what is being written as no condition on one relation alone. */
export function markOpaque(scope: Scope, until?: Scope): void {
  for (let each: Scope | undefined = scope; each && each !== until; each = each.parent) {
    if (each.references) each.references.opaque = true;
  }
}

export function commonTable(scope: Scope, name: string): CommonTableBinding | undefined {
  for (let each: Scope | undefined = scope; each; each = each.parent) {
    const found = each.commonTables?.get(name);
    if (found) return found;
  }
  return undefined;
}

/** Names are the same whatever their case. */
export function folded(name: Name): string {
  return name.text.toLowerCase();
}

/** Gives each column a name that none before it has. */
export function withUniqueNames(columns: readonly ColumnBinding[]): ColumnBinding[] {
  const taken = new Set<string>();
  return columns.map((column, index) => {
    const base = column.label?.toLowerCase() ?? `_col${index}`;
    let sqlName = base;
    for (let count = 1; taken.has(sqlName); count += 1) sqlName = `${base}_${count}`;
    taken.add(sqlName);
    return { ...column, sqlName };
  });
}
