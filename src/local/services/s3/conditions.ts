/**
 * Conditional requests: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html. For reads,
 * If-Match wins over If-Unmodified-Since and If-None-Match over If-Modified-Since, as RFC 9110 has it.
 */
import { Fault } from '../../server/fault.ts';
import { noSuchKey } from './keyRules.ts';
import type { ObjectRow } from './objectRow.ts';

export interface Conditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | string | undefined;
  readonly IfUnmodifiedSince?: Date | string | undefined;
}

/** A read that has nothing new to tell. */
export const notModified = 304;

/**
 * @throws Fault PreconditionFailed, or with status 304 (`NotModified`, with the object's ETag and date) for a read whose
 * caller has this object already
 */
export function checkRead(row: ObjectRow, conditions: Conditions): void {
  const { IfMatch, IfNoneMatch } = conditions;
  if (IfMatch !== undefined) {
    if (!matches(IfMatch, row)) throw preconditionFailed('If-Match');
  } else if (isModifiedSince(row, conditions.IfUnmodifiedSince) === true) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (IfNoneMatch !== undefined) {
    if (matches(IfNoneMatch, row)) throw notModifiedFault(row);
  } else if (isModifiedSince(row, conditions.IfModifiedSince) === false) {
    throw notModifiedFault(row);
  }
}

/** The conditions on the source of a copy, none of which answers 304. */
export function checkCopySource(row: ObjectRow, conditions: Conditions): void {
  try {
    checkRead(row, conditions);
  } catch (error) {
    if (error instanceof Fault && error.status === notModified)
      throw preconditionFailed('x-amz-copy-source-If-None-Match');
    throw error;
  }
}

/**
 * The conditions of a write on what is there at the moment of writing.
 * @throws Fault PreconditionFailed, NoSuchKey (If-Match on nothing), NotImplemented
 */
export function checkWrite(key: string, current: ObjectRow | undefined, conditions: Conditions): void {
  const { IfMatch, IfNoneMatch } = conditions;
  if (IfNoneMatch !== undefined) {
    if (IfNoneMatch.trim() !== '*') {
      throw new Fault('NotImplemented', 'A header you provided implies functionality that is not implemented', 501, {
        Header: 'If-None-Match',
      });
    }
    if (current) throw preconditionFailed('If-None-Match');
  }
  if (IfMatch !== undefined) {
    if (!current) throw noSuchKey(key);
    if (!matches(IfMatch, current)) throw preconditionFailed('If-Match');
  }
}

function matches(header: string, row: ObjectRow): boolean {
  return header.split(',').some((each) => {
    const tag = each
      .trim()
      .replace(/^W\//, '')
      .replace(/^"(.*)"$/, '$1');
    return tag === '*' || tag === row.etag;
  });
}

/** Undefined without a date, or with one in the future or unreadable, which S3 ignores. Dates are whole seconds. */
function isModifiedSince(row: ObjectRow, since: Date | string | undefined): boolean | undefined {
  if (since === undefined) return undefined;
  const at = new Date(since).getTime();
  if (Number.isNaN(at)) return undefined;
  return Math.floor(row.modified / 1000) > Math.floor(at / 1000);
}

function preconditionFailed(condition: string): Fault {
  return new Fault('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412, {
    Condition: condition,
  });
}

function notModifiedFault(row: ObjectRow): Fault {
  return new Fault('NotModified', 'Not Modified', notModified, {
    ETag: row.etag,
    LastModified: new Date(row.modified),
  });
}
