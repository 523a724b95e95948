/** Why an ingestion failed, in QuickSight's own kinds: https://docs.aws.amazon.com/quicksight/latest/APIReference/API_ErrorInfo.html */
import { RemoteFailure } from '../../../processes/ipc.ts';
import { Fault } from '../../../server/fault.ts';

export type FailureKind =
  | 'CONNECTION_FAILURE'
  | 'CUSTOMER_ERROR'
  | 'DATA_SET_DELETED'
  | 'DATA_SOURCE_AUTH_FAILED'
  | 'DATA_SOURCE_NOT_FOUND'
  | 'DUPLICATE_COLUMN_NAMES_FOUND'
  | 'FAILURE_TO_PROCESS_JSON_FILE'
  | 'INGESTION_CANCELED'
  | 'INTERNAL_SERVICE_ERROR'
  | 'INVALID_DATAPREP_SYNTAX'
  | 'INVALID_DATA_SOURCE_CONFIG'
  | 'PASSWORD_AUTHENTICATION_FAILURE'
  | 'PERMISSION_DENIED'
  | 'S3_FILE_INACCESSIBLE'
  | 'S3_MANIFEST_ERROR'
  | 'SPICE_TABLE_NOT_FOUND'
  | 'SQL_EXCEPTION'
  | 'SQL_NUMERIC_OVERFLOW'
  | 'SQL_SCHEMA_MISMATCH_ERROR'
  | 'SQL_TABLE_NOT_FOUND'
  | 'UNRESOLVABLE_HOST';

export interface ErrorInfo {
  readonly Type: FailureKind;
  readonly Message: string;
}

/** Crosses the extractor's process as a RemoteFailure of this name with `kind` in its details. */
export class IngestionFailure extends Error {
  override readonly name = 'IngestionFailure';
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** SQLSTATEs of PostgreSQL and Redshift, and codes of a socket. */
const kinds: Readonly<Record<string, FailureKind>> = {
  '22003': 'SQL_NUMERIC_OVERFLOW',
  '28000': 'DATA_SOURCE_AUTH_FAILED',
  '28P01': 'PASSWORD_AUTHENTICATION_FAILURE',
  '3D000': 'INVALID_DATA_SOURCE_CONFIG',
  '3F000': 'SQL_TABLE_NOT_FOUND',
  '42501': 'PERMISSION_DENIED',
  '42703': 'SQL_SCHEMA_MISMATCH_ERROR',
  '42P01': 'SQL_TABLE_NOT_FOUND',
  ECONNREFUSED: 'CONNECTION_FAILURE',
  ECONNRESET: 'CONNECTION_FAILURE',
  ENOTFOUND: 'UNRESOLVABLE_HOST',
  ETIMEDOUT: 'CONNECTION_FAILURE',
};

export function kindOfCode(code: unknown): FailureKind | undefined {
  return typeof code === 'string' && Object.hasOwn(kinds, code) ? kinds[code] : undefined;
}

/** What an ingestion's ErrorInfo says of anything thrown on the way. */
export function errorInfoOf(error: unknown): ErrorInfo {
  if (error instanceof IngestionFailure) return { Type: error.kind, Message: error.message };
  if (error instanceof RemoteFailure) {
    const { name, message, details } = error.failure;
    if (name === 'IngestionFailure') return { Type: details.kind as FailureKind, Message: message };
    // The warehouse's own refusals.
    if (name === 'SqlError') return { Type: kindOfCode(details.sqlState) ?? 'SQL_EXCEPTION', Message: message };
    return { Type: 'INTERNAL_SERVICE_ERROR', Message: message };
  }
  if (error instanceof Fault && error.status < 500) return { Type: 'CUSTOMER_ERROR', Message: error.message };
  return { Type: 'INTERNAL_SERVICE_ERROR', Message: error instanceof Error ? error.message : String(error) };
}
