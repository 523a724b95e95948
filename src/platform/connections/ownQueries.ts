/**
 * Queries that this very process has started and that only read: whoever may start one may end it too, on a read-only
 * connection as well, where it goes on costing otherwise.
 */

import type { Effect } from '../../core/effect.ts';
import type { RunRef } from '../../core/run.ts';

const starts: Readonly<Record<string, string>> = {
  StartQueryExecution: 'QueryExecutionId',
  ExecuteStatement: 'Id',
  BatchExecuteStatement: 'Id',
};
const stops: Readonly<Record<string, string>> = { StopQueryExecution: 'QueryExecutionId', CancelStatement: 'Id' };

/** The oldest are over by then. */
const mostRemembered = 1000;
const own = new Set<string>();

/**
 * To be told of every call that read and came through.
 * @param result what the SDK's middleware gives, its `output` the answer
 */
export function rememberQuery(command: string, result: unknown): void {
  const id = memberOf((result as { output?: unknown } | undefined)?.output, starts[command]);
  if (id !== undefined) rememberStatement(id);
}

/** The same for a statement that went to a database itself. */
export function rememberStatement(id: string): void {
  own.add(id);
  for (const oldest of own) {
    if (own.size <= mostRemembered) return;
    own.delete(oldest);
  }
}

/** Whether a call ends a query of one's own, which changes nothing. */
export function endsOwnQuery(command: string, input: unknown): boolean {
  const id = memberOf(input, stops[command]);
  return id !== undefined && own.has(id);
}

/** What stopping a run takes: nothing more than reading where it is such a query, and a change otherwise. */
export function effectOfStopping({ id }: RunRef): Effect {
  return own.has(id) ? 'read' : 'write';
}

function memberOf(value: unknown, name: string | undefined): string | undefined {
  if (name === undefined || value === null || typeof value !== 'object') return undefined;
  const found = (value as Record<string, unknown>)[name];
  return typeof found === 'string' ? found : undefined;
}
