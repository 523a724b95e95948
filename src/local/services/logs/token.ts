import { Fault } from '../../server/fault.ts';
import { readPageToken } from '../../server/pageToken.ts';
import type { Position } from './logEvents.ts';

/** `forward` reads after the position, `backward` up to and including it. */
export interface Cursor {
  readonly direction: 'forward' | 'backward';
  readonly position: Position;
}

const digits = { timestamp: 16, id: 16 };

/** Of fixed width and in order, as CloudWatch's own look: `f/0000…/s`. */
export function writeCursor({ direction, position }: Cursor): string {
  const timestamp = String(position.timestamp).padStart(digits.timestamp, '0');
  const id = String(position.id).padStart(digits.id, '0');
  return `${direction === 'forward' ? 'f' : 'b'}/${timestamp}${id}/s`;
}

/** @throws Fault InvalidParameterException */
export function readCursor(token: string): Cursor {
  const found = /^([fb])\/(\d{16})(\d{16})\/s$/.exec(token);
  if (!found) throw invalidToken();
  return {
    direction: found[1] === 'f' ? 'forward' : 'backward',
    position: { timestamp: Number(found[2]), id: Number(found[3]) },
  };
}

/** @throws Fault InvalidParameterException for a token that is none of ours */
export function readToken<T>(token: string | null | undefined, check: (place: unknown) => place is T): T | undefined {
  return readPageToken(token, check, invalidToken);
}

function invalidToken(): Fault {
  return new Fault('InvalidParameterException', 'The specified nextToken is invalid.');
}

/** The identity of an event in FilterLogEvents: 56 digits, in the order of the events. */
export function eventId(position: Position): string {
  return `${String(position.timestamp).padStart(28, '0')}${String(position.id).padStart(28, '0')}`;
}
