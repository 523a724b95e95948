import { EngineCrash } from '../../engines/athena/engineProcess.ts';
import { RemoteFailure } from '../../processes/ipc.ts';
import { Fault } from '../../server/fault.ts';
import { type ErrorKind, errorTypes, QueryFailure } from './queryFailure.ts';
import type { QueryError } from './state/queries.ts';

export interface Failure {
  /** What StateChangeReason says. */
  readonly reason: string;
  readonly error: QueryError;
}

/** What a failed query tells of its failure. */
export function failureOf(error: unknown): Failure {
  if (error instanceof QueryFailure) return failure(error.kind, error.message);
  if (error instanceof RemoteFailure) return failure(kindOfRemote(error), error.message);
  if (error instanceof EngineCrash) return failure('engine', `INTERNAL_ERROR_QUERY_ENGINE: ${error.message}`);
  if (error instanceof Fault) {
    const kind = error.code === 'NoSuchBucket' ? 'bucket' : error.code.startsWith('EntityNotFound') ? 'entity' : 'ddl';
    const about = `(Service: AmazonDataCatalog; Status Code: ${error.status}; Error Code: ${error.code})`;
    return failure(kind, `${error.message} ${about}`);
  }
  return failure('internal', `INTERNAL_ERROR: ${error instanceof Error ? error.message : String(error)}`);
}

function failure(kind: ErrorKind, reason: string): Failure {
  const system = kind === 'internal' || kind === 'engine' || kind === 'resources';
  return {
    reason,
    error: {
      ErrorCategory: system ? 1 : 2,
      ErrorType: errorTypes[kind],
      Retryable: kind === 'engine',
      ErrorMessage: reason,
    },
  };
}

function kindOfRemote({ failure: shape }: RemoteFailure): ErrorKind {
  const kind = typeof shape.details.kind === 'string' ? shape.details.kind : '';
  if (kind === 'TABLE_NOT_FOUND') return 'table';
  if (kind === 'HIVE_PARSE_ERROR') return 'ddl';
  if (kind === 'NOT_SUPPORTED') return 'unsupported';
  if (/^HIVE_(BAD_DATA|CURSOR|INVALID_PARTITION)/.test(shape.message)) return 'data';
  if (/^EXCEEDED|^Query exhausted/.test(shape.message)) return 'resources';
  if (kind === 'DIVISION_BY_ZERO' || kind.startsWith('INVALID_')) return 'user';
  return kind === '' ? 'user' : 'syntax';
}
