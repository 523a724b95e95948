import type { ZodType } from 'zod';
import type { ColumnGraph } from './columnGraph.ts';
import type { Effect } from './effect.ts';
import type { NodeAddress, NodeKind } from './node.ts';
import type { RunRef } from './run.ts';

/** What came of an action; each front door shows it in its own way. */
export type ActionOutcome =
  | { readonly kind: 'done'; readonly message?: string }
  /** Something was started: open its run panel, follow it, print its id. */
  | { readonly kind: 'run'; readonly run: RunRef }
  /** Text to put on the clipboard or to print. */
  | { readonly kind: 'copy'; readonly text: string }
  /** A document to open: read-only, such as a definition, or a new one to go on writing. */
  | {
      readonly kind: 'document';
      readonly title: string;
      readonly language: string;
      readonly text: string;
      readonly editable?: boolean;
    }
  /** A file of the workspace to open, at a line counted from 1. */
  | { readonly kind: 'file'; readonly file: string; readonly line?: number }
  /** An address to open outside, such as the AWS console. */
  | { readonly kind: 'open-external'; readonly url: string }
  /** A relation to show in the results panel, or to print as a table. */
  | { readonly kind: 'relation'; readonly relation: RelationSource }
  /** A cube to look at, by its name; see services/cubes. */
  | { readonly kind: 'cube'; readonly cube: string }
  /** A board over a cube to look at, by its file, which is absolute. */
  | { readonly kind: 'dashboard'; readonly file: string }
  /** Where a column comes from and goes to; `of` is what has the column. */
  | { readonly kind: 'columns'; readonly of: NodeAddress; readonly column: string; readonly graph: ColumnGraph }
  /** Any JSON value, for what has no better shape. */
  | { readonly kind: 'value'; readonly value: unknown };

/** Rows that the result engine can open: the answer of a query, or the first rows of a table or object. */
export type RelationSource =
  | { readonly kind: 'query'; readonly title: string; readonly run: RunRef; readonly sql?: string }
  | {
      readonly kind: 'object';
      readonly title: string;
      readonly uri: string;
      readonly format: 'csv' | 'json' | 'parquet';
    }
  /** What a statement gives that the result engine itself runs, over files on this machine. */
  | { readonly kind: 'statement'; readonly title: string; readonly sql: string };

/** What a form asks for one target, where only that says so: a JSON schema for each field, by its name. */
export interface InputForm {
  /** The member of the action's input that the answers become. */
  readonly member: string;
  readonly fields: Readonly<Record<string, FormField>>;
}

/** As much of JSON Schema as a form shows. */
export interface FormField {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface ActionTarget {
  /** Kinds of node that the action is for; empty for one that needs no node, such as a query. */
  readonly kinds: readonly NodeKind[];
  /** The node must have all of these traits. */
  readonly with?: readonly string[];
  /** The node must have none of these. */
  readonly without?: readonly string[];
}

/**
 * One thing that can be done. Commands, menus, the command line's verbs and MCP tools all follow from these, so an
 * action is written once. `C` is the context in which it runs (see platform/ctx.ts).
 */
export interface Action<C, I = unknown> {
  /** `<service>.<verb>`, such as `glue-jobs.run`; the command id is `strata.` + this. */
  readonly id: `${string}.${string}`;
  /** English, for menus: `Run with arguments…`. Ends with an ellipsis when more is asked. */
  readonly title: string;
  /** A codicon name, for inline buttons. */
  readonly icon?: string;
  readonly on: ActionTarget;
  readonly effect: Effect;
  /** What it does with one input, where that decides it, as a statement does; `effect` is then the usual. */
  readonly effectOf?: (input: I) => Effect;
  /** Only for connections of this kind; absent: for all. */
  readonly connection?: 'local' | 'aws';
  /** Where the menus put it: a button on the row, or a group of the context menu. */
  readonly placement: 'inline' | 'run' | 'open' | 'copy' | 'change' | 'destroy';
  /** What is asked before it is done, where the effect alone does not say enough; `{0}` is the target's label. */
  readonly confirm?: string;
  /** What must be known before it can run; forms, flags and tool inputs are made from it. */
  readonly input?: ZodType<I>;
  /** What a member of the input is one of, where that depends on the target; undefined for anything of the schema. */
  readonly choices?: (
    ctx: C,
    target: NodeAddress,
    member: string,
    signal: AbortSignal,
  ) => Promise<readonly string[] | undefined>;
  /** Asked of a person instead of the members of `input`; whoever gives the input himself gives its members. */
  readonly form?: (ctx: C, target: NodeAddress, signal: AbortSignal) => Promise<InputForm>;
  readonly do: (ctx: C, target: NodeAddress, input: I, signal: AbortSignal) => Promise<ActionOutcome>;
}

/** Keeps an action's input type while it is written; lists hold actions with the input forgotten. */
export function action<C, I>(definition: Action<C, I>): Action<C> {
  return definition as Action<C>;
}
