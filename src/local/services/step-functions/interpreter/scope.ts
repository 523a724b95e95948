import type { Machine, QueryLanguage, State } from './asl.ts';
import type { Host } from './host.ts';
import type { Json, JsonObject } from './json.ts';
import type { JsonataRoots, StatesBinding } from './jsonata.ts';
import type { PathRoots } from './jsonPath.ts';

/** One sequence of states with its variables and its thread through the history. */
export interface Scope {
  readonly host: Host;
  /** Empty for the machine itself; `/Parallel#0` and so on below. Names frames, so that a redrive finds its place. */
  readonly path: string;
  readonly outer: Scope | undefined;
  readonly language: QueryLanguage;
  readonly signal: AbortSignal;
  readonly mapItem: JsonObject | undefined;
  /** Runs a branch or an iteration; here, as those who call it are called by it. */
  readonly runMachine: (machine: Machine, input: Json, scope: Scope) => Promise<Json>;
  variables: JsonObject;
  /** The event that the next one follows. */
  last: number;
}

/** One stay in a state. */
export interface Stay {
  readonly scope: Scope;
  readonly name: string;
  readonly state: State;
  readonly language: QueryLanguage;
  /** As the state before left it. */
  readonly input: Json;
  readonly enteredId: number;
  readonly enteredTime: string;
  /** A redrive goes on here, so branches and iterations that succeeded are not run again. */
  readonly resumed: boolean;
  retryCount: number;
}

/** Where a state leads, and with what. `next` is absent at an end. */
export interface Outcome {
  readonly output: Json;
  readonly next: string | undefined;
  readonly assigned: JsonObject | undefined;
}

/** Appends an event to the scope's thread. */
export function emit(scope: Scope, type: string, details?: Readonly<Record<string, unknown>>): number {
  scope.last = scope.host.append(type, scope.last, details);
  return scope.last;
}

export function variableOf(scope: Scope, name: string): Json | undefined {
  for (let each: Scope | undefined = scope; each; each = each.outer) {
    if (Object.hasOwn(each.variables, name)) return each.variables[name];
  }
  return undefined;
}

export function allVariables(scope: Scope): JsonObject {
  return scope.outer ? { ...allVariables(scope.outer), ...scope.variables } : scope.variables;
}

/** The context object; https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html. */
export function contextOf(stay: Stay, extra: JsonObject = {}): JsonObject {
  const { scope } = stay;
  return {
    ...scope.host.context,
    State: { Name: stay.name, EnteredTime: stay.enteredTime, RetryCount: stay.retryCount },
    ...(scope.mapItem ? { Map: { Item: scope.mapItem } } : {}),
    ...extra,
  };
}

export function pathRoots(stay: Stay, input: Json, context = contextOf(stay)): PathRoots {
  return { input, context, variable: (name) => variableOf(stay.scope, name) };
}

export function jsonataRoots(stay: Stay, more: Partial<StatesBinding> = {}, context = contextOf(stay)): JsonataRoots {
  return { states: { input: stay.input, context, ...more }, variables: allVariables(stay.scope) };
}
