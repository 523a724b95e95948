import type { Position } from '../statement.ts';
import type { TrinoType } from '../types/trinoType.ts';

/** A name as it was written. Names are compared without regard to case. */
export interface Name {
  readonly text: string;
  readonly at: Position;
}

export interface Query {
  readonly at: Position;
  readonly with?: { readonly recursive: boolean; readonly tables: readonly CommonTable[] };
  readonly body: QueryBody;
  readonly orderBy: readonly SortItem[];
  readonly offset?: Expression;
  readonly limit?: Expression;
  /** `FETCH FIRST n ROWS WITH TIES`. */
  readonly withTies: boolean;
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
      readonly at: Position;
    }
  | { readonly kind: 'values'; readonly rows: readonly Expression[]; readonly at: Position }
  | { readonly kind: 'table'; readonly name: readonly Name[]; readonly at: Position }
  | { readonly kind: 'nested'; readonly query: Query; readonly at: Position };

export interface Select {
  readonly kind: 'select';
  readonly at: Position;
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: readonly Relation[];
  readonly where?: Expression;
  readonly groupBy?: { readonly distinct: boolean; readonly items: readonly GroupingItem[]; readonly at: Position };
  readonly having?: Expression;
  readonly windows: readonly { readonly name: Name; readonly window: Window }[];
}

export type SelectItem =
  | { readonly kind: 'expression'; readonly expression: Expression; readonly alias?: Name }
  /** `*`, `t.*` or `(row).*`. */
  | { readonly kind: 'all'; readonly of?: Expression; readonly aliases?: readonly Name[]; readonly at: Position };

export type GroupingItem =
  | { readonly kind: 'simple'; readonly expressions: readonly Expression[] }
  | { readonly kind: 'rollup' | 'cube'; readonly expressions: readonly Expression[] }
  | { readonly kind: 'sets'; readonly sets: readonly (readonly Expression[])[] };

export interface SortItem {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nulls?: 'FIRST' | 'LAST';
}

export type Relation =
  | { readonly kind: 'named'; readonly name: readonly Name[]; readonly at: Position }
  | { readonly kind: 'subquery'; readonly query: Query; readonly at: Position }
  | {
      readonly kind: 'unnest';
      readonly expressions: readonly Expression[];
      readonly ordinality: boolean;
      readonly at: Position;
    }
  | { readonly kind: 'lateral'; readonly query: Query; readonly at: Position }
  | { readonly kind: 'function'; readonly call: Expression; readonly at: Position }
  | {
      readonly kind: 'aliased';
      readonly relation: Relation;
      readonly alias: Name;
      readonly columns?: readonly Name[];
      readonly at: Position;
    }
  | {
      readonly kind: 'sample';
      readonly relation: Relation;
      readonly method: 'BERNOULLI' | 'SYSTEM';
      readonly percentage: Expression;
      readonly at: Position;
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
  readonly at: Position;
}

export interface Window {
  /** A window named in the WINDOW clause that this one begins with. */
  readonly base?: Name;
  readonly partitionBy: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly frame?: Frame;
}

export interface Frame {
  readonly unit: 'ROWS' | 'RANGE' | 'GROUPS';
  readonly start: FrameBound;
  readonly end?: FrameBound;
}

export type FrameBound =
  | { readonly kind: 'UNBOUNDED PRECEDING' | 'UNBOUNDED FOLLOWING' | 'CURRENT ROW' }
  | { readonly kind: 'PRECEDING' | 'FOLLOWING'; readonly distance: Expression };

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '||';
export type ComparisonOperator = '=' | '<>' | '<' | '<=' | '>' | '>=';

/** `at` of an operation is its operator's place, as Trino's errors point at it; of all else its first token's. */
export type Expression = { readonly at: Position } & (
  | { readonly kind: 'null' | 'parameter' | 'star' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'binary'; readonly hex: string }
  | { readonly kind: 'typed'; readonly type: string; readonly value: string }
  | {
      readonly kind: 'interval';
      readonly negative: boolean;
      readonly value: string;
      readonly from: IntervalUnit;
      readonly to?: IntervalUnit;
    }
  | { readonly kind: 'column'; readonly parts: readonly Name[] }
  | { readonly kind: 'field'; readonly of: Expression; readonly name: Name }
  | { readonly kind: 'subscript'; readonly of: Expression; readonly index: Expression }
  | Call
  | { readonly kind: 'lambda'; readonly parameters: readonly Name[]; readonly body: Expression }
  | { readonly kind: 'sign'; readonly operator: '+' | '-'; readonly operand: Expression }
  | { readonly kind: 'not'; readonly operand: Expression }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'logical'; readonly operator: 'AND' | 'OR'; readonly left: Expression; readonly right: Expression }
  | {
      readonly kind: 'comparison';
      readonly operator: ComparisonOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'quantified';
      readonly operator: ComparisonOperator;
      readonly quantifier: 'ALL' | 'ANY';
      readonly left: Expression;
      readonly query: Query;
    }
  | { readonly kind: 'distinct'; readonly negated: boolean; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'is-null'; readonly negated: boolean; readonly operand: Expression }
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
      readonly negated: boolean;
      readonly operand: Expression;
      readonly pattern: Expression;
      readonly escape?: Expression;
    }
  | { readonly kind: 'exists'; readonly query: Query }
  | { readonly kind: 'subquery'; readonly query: Query }
  | {
      readonly kind: 'case';
      readonly operand?: Expression;
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
      readonly otherwise?: Expression;
    }
  | { readonly kind: 'cast'; readonly safe: boolean; readonly operand: Expression; readonly type: TrinoType }
  | { readonly kind: 'row' | 'array'; readonly items: readonly Expression[] }
);

export type IntervalUnit = 'YEAR' | 'MONTH' | 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND';

export interface Call {
  readonly kind: 'call';
  readonly at: Position;
  /** In lower case. */
  readonly name: string;
  /** As it was written, for errors. */
  readonly source: string;
  readonly args: readonly Expression[];
  readonly distinct: boolean;
  readonly orderBy: readonly SortItem[];
  readonly filter?: Expression;
  readonly ignoreNulls: boolean;
  readonly over?: Window;
}
