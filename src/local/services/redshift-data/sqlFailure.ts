import { RemoteFailure } from '../../processes/ipc.ts';
import type { SqlFailureShape } from '../../warehouse/warehouseApi.ts';

/** What a failed statement's `Error` says, in the form of the JDBC driver that the Data API runs on. */
export function failureText(error: unknown): string {
  if (!(error instanceof RemoteFailure) || error.failure.name !== 'SqlError') {
    return `ERROR: ${error instanceof Error ? error.message : String(error)}`;
  }
  const { detail, hint, position } = error.failure.details as unknown as SqlFailureShape;
  const more = [
    detail === undefined ? '' : `\n  Detail: ${detail}`,
    hint === undefined ? '' : `\n  Hint: ${hint}`,
    position === undefined ? '' : `\n  Position: ${position}`,
  ];
  return `ERROR: ${error.message}${more.join('')}`;
}

/** The statement's SQLSTATE, where the warehouse gave one. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof RemoteFailure) || error.failure.name !== 'SqlError') return undefined;
  const { sqlState } = error.failure.details;
  return typeof sqlState === 'string' ? sqlState : undefined;
}
