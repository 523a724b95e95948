import type { Name } from '../grammar/queryTree.ts';
import type { RedshiftType } from '../types/redshiftType.ts';
import type { Origin, Written } from './written.ts';

export interface ColumnBinding {
  /** As it is called in the query. */
  readonly label: string;
  /** Its name in the SQL, different from those of its neighbours. */
  readonly sqlName: string;
  readonly type: RedshiftType;
  readonly origin?: Origin;
}

/** Something in a FROM clause. */
export interface RelationBinding {
  /** The parts that it can be called by, the last one first: `t` of `schema.t`. Empty when it has no name. */
  readonly names: readonly string[];
  readonly sqlName: string;
  readonly columns: readonly ColumnBinding[];
  /** A value of SUPER that stands for the whole: what unnesting gave. */
  readonly value?: Written;
}

export interface CommonTableBinding {
  readonly sqlName: string;
  readonly columns: readonly ColumnBinding[];
}

/** A text that is grouped by. */
export interface GroupKey {
  /** As it stands in GROUP BY. */
  readonly key: string;
  /** What shows it, blanks and all. */
  readonly shown: string;
}

/** The names that hold where an expression stands, and those of the queries around it. */
export interface NameScope {
  readonly parent?: NameScope;
  readonly relations: readonly RelationBinding[];
  /** The columns that USING and NATURAL have made one of. */
  readonly merged: ReadonlyMap<string, Written>;
  /** Names of the select list: those before the present one, and all of them for GROUP BY and QUALIFY. */
  readonly aliases?: ReadonlyMap<string, Written>;
  /** What GROUP BY names, by the SQL that it has where nothing is grouped. */
  readonly grouped?: ReadonlyMap<string, GroupKey>;
  readonly commonTables?: ReadonlyMap<string, CommonTableBinding>;
  /** A clause that takes no aggregates, by the name that errors give it. */
  readonly clause?: 'WHERE' | 'JOIN/ON' | 'GROUP BY' | 'aggregate';
}

/** A value as it can stand beside GROUP BY; within an aggregate it is as it was. */
export function asGrouped(value: Written, { grouped, clause }: NameScope): Written {
  const key = clause === undefined ? grouped?.get(value.sql) : undefined;
  return key ? { ...value, sql: key.shown } : value;
}

export const emptyScope: NameScope = { relations: [], merged: new Map() };

/** The scope of a query within another. */
export function inner(parent: NameScope): NameScope {
  return { parent, relations: [], merged: new Map() };
}

export function commonTable(scope: NameScope, name: string): CommonTableBinding | undefined {
  for (let each: NameScope | undefined = scope; each; each = each.parent) {
    const found = each.commonTables?.get(name);
    if (found) return found;
  }
  return undefined;
}

/** Gives each column a name that none before it has. */
export function withUniqueNames(columns: readonly ColumnBinding[]): ColumnBinding[] {
  const taken = new Set<string>();
  return columns.map((column) => {
    let sqlName = column.label;
    for (let count = 1; taken.has(sqlName.toLowerCase()); count += 1) sqlName = `${column.label}_${count}`;
    taken.add(sqlName.toLowerCase());
    return { ...column, sqlName };
  });
}

/** `a.b.c` as errors write it. */
export function dotted(parts: readonly Name[]): string {
  return parts.map(({ text }) => text).join('.');
}
