/** What a column's values come from. */

export interface ColumnOf {
  /** As the catalog of relations names it. */
  readonly relation: string;
  readonly column: string;
}

export interface Origin {
  readonly columns: readonly ColumnOf[];
  /** Relations whose rows it says something of, as `count(*)` does, without any column of theirs. */
  readonly rows: readonly string[];
  /** Why it, or a part of it, cannot be told; empty where all is known. */
  readonly unknown: readonly string[];
  /** The value of the one column, or one of the columns, is there as it was. */
  readonly asIs: boolean;
}

export const constant: Origin = { columns: [], rows: [], unknown: [], asIs: false };

export function unknown(why: string): Origin {
  return { columns: [], rows: [], unknown: [why], asIs: false };
}

/** All of them together; as it was only where each of those that give a value gives it as it was. */
export function joinOrigins(origins: readonly Origin[]): Origin {
  const [only] = origins;
  if (only && origins.length === 1) return only;
  const columns = new Map<string, ColumnOf>();
  for (const origin of origins) {
    for (const each of origin.columns) columns.set(`${each.relation} ${each.column}`, each);
  }
  return {
    columns: [...columns.values()],
    rows: [...new Set(origins.flatMap(({ rows }) => rows))],
    unknown: [...new Set(origins.flatMap((each) => each.unknown))],
    asIs: origins.length > 0 && origins.every(({ asIs }) => asIs),
  };
}

/** The same origin, of a value that was made of it. */
export function made(origin: Origin): Origin {
  return origin.asIs ? { ...origin, asIs: false } : origin;
}
