/** A query as far as it says where its columns come from: names, sources and how they are joined, no operators. */

export interface Query {
  readonly with: readonly CommonTable[];
  readonly body: QueryBody;
}

export interface CommonTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly query: Query;
  readonly recursive: boolean;
}

export type QueryBody =
  | Select
  | { readonly kind: 'values'; readonly rows: readonly (readonly Expression[])[] }
  | { readonly kind: 'nested'; readonly query: Query }
  | {
      readonly kind: 'set';
      /** `filter` for EXCEPT and INTERSECT, whose right sides give no values. */
      readonly right: 'values' | 'filter';
      readonly byName: boolean;
      readonly sides: readonly [QueryBody, QueryBody];
    };

export interface Select {
  readonly kind: 'select';
  readonly items: readonly SelectItem[];
  readonly from: Source | undefined;
}

export type SelectItem =
  | {
      readonly kind: 'star';
      /** Of which source, as it is written; empty for all. */
      readonly of: readonly string[];
      readonly without: readonly string[];
      readonly renamed: ReadonlyMap<string, string>;
      readonly replaced: ReadonlyMap<string, Expression>;
    }
  | {
      readonly kind: 'expression';
      readonly name: string;
      readonly expression: Expression;
      /** As it is written. */
      readonly text: string;
    };

/** What an expression is made of. */
export interface Expression {
  /** Names in parts, such as `o`, `amount`; fields of a value may follow. */
  readonly references: readonly (readonly string[])[];
  readonly queries: readonly { readonly query: Query; readonly exists: boolean }[];
  /** It says something of rows rather than of their values, as `count(*)` does. */
  readonly rows: boolean;
  /** It is a name and nothing else, so that the value is unchanged. */
  readonly plain: boolean;
}

export type Source =
  | {
      readonly kind: 'relation';
      readonly path: readonly string[];
      readonly alias: string | undefined;
      readonly columns: readonly string[];
    }
  | {
      readonly kind: 'query';
      readonly query: Query;
      readonly alias: string | undefined;
      readonly columns: readonly string[];
    }
  /** A table function; `values` when its columns are elements of what it is given, as UNNEST's are. */
  | {
      readonly kind: 'function';
      readonly name: string;
      readonly expression: Expression;
      readonly values: boolean;
      readonly alias: string | undefined;
      readonly columns: readonly string[];
    }
  /** PIVOT and the like, which make columns out of values. */
  | { readonly kind: 'reshaped'; readonly word: string; readonly source: Source; readonly alias: string | undefined }
  | {
      readonly kind: 'join';
      readonly left: Source;
      readonly right: Source;
      readonly side: 'left' | 'right' | 'full' | 'inner';
      /** Columns that are joined by name; `natural` for all that both have. */
      readonly using: readonly string[] | 'natural';
    };
