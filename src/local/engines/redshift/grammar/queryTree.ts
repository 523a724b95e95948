import type { RelationName } from '../names.ts';
import type { RedshiftType } from '../types/redshiftType.ts';

/** Places are characters from 0 in the text that was parsed. */
export interface Name {
  /** Folded to lower case, unless the session keeps the case of quoted names and this is one. */
  readonly text: string;
  readonly at: number;
}

export interface Query {
  readonly at: number;
  readonly with?: { readonly recursive: boolean; readonly tables: readonly CommonTable[] };
  readonly body: QueryBody;
  readonly orderBy: readonly SortItem[];
  readonly offset?: Expression;
  /** Missing for `LIMIT ALL`. */
  readonly limit?: Expression;
}

export interface CommonTable {
  readonly name: Name;
  readonly columns?: readonly Name[];
  readonly query: Query;
}

export type QueryBody =
  | Select
  | {
      readonly kind: 'set';
      readonly operator: 'UNION' | 'INTERSECT' | 'EXCEPT';
      readonly all: boolean;
      readonly left: QueryBody;
      readonly right: QueryBody;
      readonly at: number;
    }
  | { readonly kind: 'values'; readonly rows: readonly (readonly Expression[])[]; readonly at: number }
  | { readonly kind: 'nested'; readonly query: Query; readonly at: number };

export interface Select {
  readonly kind: 'select';
  readonly at: number;
  readonly distinct: boolean;
  readonly top?: Expression;
  readonly items: readonly SelectItem[];
  /** `* EXCLUDE a, b`. */
  readonly exclude: readonly Name[];
  readonly into?: { readonly table: RelationName; readonly temporary: boolean };
  readonly from: readonly Relation[];
  readonly where?: Expression;
  /** `all`: GROUP BY ALL. */
  readonly groupBy?: { readonly items: readonly GroupingItem[]; readonly all: boolean; readonly at: number };
  readonly having?: Expression;
  readonly qualify?: Expression;
}

export type SelectItem =
  | { readonly kind: 'expression'; readonly expression: Expression; readonly alias?: Name }
  /** `*`, `t.*` or `schema.t.*`. */
  | { readonly kind: 'all'; readonly of?: readonly Name[]; readonly at: number };

export type GroupingItem =
  | { readonly kind: 'simple'; readonly expression: Expression }
  | { readonly kind: 'rollup' | 'cube'; readonly sets: readonly (readonly Expression[])[] }
  | { readonly kind: 'sets'; readonly sets: readonly (readonly Expression[])[] }
  | { readonly kind: 'empty' };

export interface SortItem {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nulls?: 'FIRST' | 'LAST';
}

export interface Alias {
  readonly name: Name;
  readonly columns?: readonly Name[];
  /** `AT i`: the place within an array, or the key within an object, that is unnested. */
  readonly index?: Name;
}

export type Relation =
  | { readonly kind: 'named'; readonly name: readonly Name[]; readonly alias?: Alias; readonly at: number }
  /** An array to unnest: `FROM t, t.items[0].lines AS l`. */
  | { readonly kind: 'path'; readonly path: Expression; readonly alias?: Alias; readonly at: number }
  /** `UNPIVOT t.object AS value AT key`. */
  | { readonly kind: 'object'; readonly object: Expression; readonly alias?: Alias; readonly at: number }
  | { readonly kind: 'subquery'; readonly query: Query; readonly alias?: Alias; readonly at: number }
  | { readonly kind: 'function'; readonly call: Call; readonly alias?: Alias; readonly at: number }
  | {
      readonly kind: 'pivot';
      readonly source: Relation;
      readonly aggregates: readonly { readonly call: Expression; readonly alias?: Name }[];
      readonly column: Name;
      readonly values: readonly { readonly value: Expression; readonly alias?: Name }[];
      readonly alias?: Alias;
      readonly at: number;
    }
  | {
      readonly kind: 'unpivot';
      readonly source: Relation;
      readonly includeNulls: boolean;
      readonly value: Name;
      readonly name: Name;
      readonly columns: readonly { readonly column: Name; readonly alias?: Expression }[];
      readonly alias?: Alias;
      readonly at: number;
    }
  | Join;

export interface Join {
  readonly kind: 'join';
  readonly type: 'CROSS' | 'INNER' | 'LEFT' | 'RIGHT' | 'FULL';
  readonly natural: boolean;
  readonly left: Relation;
  readonly right: Relation;
  readonly on?: Expression;
  readonly using?: readonly Name[];
  readonly alias?: Alias;
  readonly at: number;
}

export interface Window {
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly frame?: Frame;
  readonly at: number;
}

export interface Frame {
  readonly unit: 'ROWS' | 'RANGE';
  readonly start: FrameBound;
  readonly end?: FrameBound;
}

export type FrameBound =
  | { readonly kind: 'UNBOUNDED PRECEDING' | 'UNBOUNDED FOLLOWING' | 'CURRENT ROW' }
  | { readonly kind: 'PRECEDING' | 'FOLLOWING'; readonly distance: Expression };

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'
  | '||'
  | '&'
  | '|'
  | '#'
  | '<<'
  | '>>'
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | '~'
  | '~*'
  | '!~'
  | '!~*';

/** `at` is the place of an expression's first character, and of an operation's operator, as errors point at them. */
export type Expression = { readonly at: number } & (
  | { readonly kind: 'null' | 'star' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  /** `$1` is named `1`. */
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'interval'; readonly value: string; readonly from?: string; readonly to?: string }
  | { readonly kind: 'column'; readonly parts: readonly Name[] }
  | { readonly kind: 'field'; readonly of: Expression; readonly name: Name }
  | { readonly kind: 'subscript'; readonly of: Expression; readonly index: Expression }
  /** `t.a (+)`. */
  | { readonly kind: 'outer'; readonly operand: Expression }
  | Call
  | { readonly kind: 'unary'; readonly operator: '-' | '+' | '~' | '@' | '|/' | '||/'; readonly operand: Expression }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'logical'; readonly operator: 'AND' | 'OR'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'quantified';
      readonly operator: BinaryOperator;
      readonly quantifier: 'ALL' | 'ANY';
      readonly left: Expression;
      readonly right: Query | Expression;
    }
  | { readonly kind: 'distinct'; readonly negated: boolean; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'is';
      readonly negated: boolean;
      readonly what: 'NULL' | 'TRUE' | 'FALSE' | 'UNKNOWN';
      readonly operand: Expression;
    }
  | {
      readonly kind: 'between';
      readonly negated: boolean;
      readonly operand: Expression;
      readonly low: Expression;
      readonly high: Expression;
    }
  | {
      readonly kind: 'in-list';
      readonly negated: boolean;
      readonly operand: Expression;
      readonly items: readonly Expression[];
    }
  | { readonly kind: 'in-query'; readonly negated: boolean; readonly operand: Expression; readonly query: Query }
  | {
      readonly kind: 'like';
      readonly way: 'LIKE' | 'ILIKE' | 'SIMILAR TO';
      readonly negated: boolean;
      readonly operand: Expression;
      readonly pattern: Expression;
      readonly escape?: Expression;
    }
  | { readonly kind: 'exists'; readonly query: Query }
  | { readonly kind: 'subquery'; readonly query: Query }
  | { readonly kind: 'array-query'; readonly query: Query }
  | {
      readonly kind: 'case';
      readonly operand?: Expression;
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
      readonly otherwise?: Expression;
    }
  | { readonly kind: 'cast'; readonly safe: boolean; readonly operand: Expression; readonly type: RedshiftType }
  | { readonly kind: 'at-zone'; readonly operand: Expression; readonly zone: Expression }
  | { readonly kind: 'row'; readonly items: readonly Expression[] }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
);

export interface Call {
  readonly kind: 'call';
  readonly at: number;
  /** In lower case. */
  readonly name: string;
  /** `pg_catalog` of `pg_catalog.format_type(…)`. */
  readonly schema?: string;
  readonly args: readonly Expression[];
  readonly distinct: boolean;
  /** `APPROXIMATE count(DISTINCT x)`. */
  readonly approximate: boolean;
  readonly withinGroup: readonly SortItem[];
  readonly nulls?: 'IGNORE' | 'RESPECT';
  readonly over?: Window;
}
