/** Words of SQL inside of expressions, and what belongs to each. */
import type { Cursor } from './cursor.ts';
import type { Parts } from './expressionParts.ts';
import type { Query } from './query.ts';
import { constantWords, datePartWords, operatorWords } from './sqlWords.ts';

/** @returns whether a value was read, or undefined when the word is none of SQL's own here */
export function readKeyword(cursor: Cursor, parts: Parts, word: string, value: boolean): boolean | undefined {
  const next = cursor.peek(1);
  const calls = next?.kind === 'sign' && next.text === '(';
  if (word === 'is') return readIs(cursor, parts);
  if (word === 'at' && value && cursor.take('at', 'time', 'zone')) return done(parts, false);
  if (word === 'nulls' && value && (cursor.take('nulls', 'first') || cursor.take('nulls', 'last'))) return true;
  if ((word === 'ignore' || word === 'respect') && value && cursor.take(word, 'nulls')) return true;
  if (word === 'interval' && !value) return readInterval(cursor, parts);
  if (word === 'array' && next?.text === '[') {
    cursor.next();
    return done(parts, false);
  }
  if (word === 'exists' && calls) return readExists(cursor, parts);
  if (word === 'collate' || (word === 'as' && value)) {
    cursor.next();
    cursor.name();
    while (cursor.take('.')) cursor.name();
    return done(parts, true);
  }
  const known = operatorWords.has(word) ? false : constantWords.has(word) && !calls ? true : undefined;
  if (known === undefined && !(word === 'approximate' && next?.kind === 'word')) {
    // DATE '2020-01-01', and other types before a text.
    if (next?.kind !== 'text' || value) return undefined;
    cursor.next();
    cursor.next();
    return done(parts, true);
  }
  cursor.next();
  return done(parts, known ?? false);
}

export function done(parts: Parts, value: boolean): boolean {
  parts.other = true;
  return value;
}

function readIs(cursor: Cursor, parts: Parts): boolean {
  cursor.next();
  cursor.take('not');
  if (cursor.take('distinct', 'from')) return done(parts, false);
  cursor.next();
  return done(parts, true);
}

function readInterval(cursor: Cursor, parts: Parts): boolean | undefined {
  const amount = cursor.peek(1);
  if (amount?.kind !== 'text' && amount?.kind !== 'number') return undefined;
  cursor.next();
  cursor.next();
  if (cursor.isAny(datePartWords)) cursor.next();
  if (cursor.take('to')) cursor.next();
  return done(parts, true);
}

function readExists(cursor: Cursor, parts: Parts): boolean | undefined {
  cursor.next();
  parts.queries.push({ query: bracketed(cursor), exists: true });
  return done(parts, true);
}

export function bracketed(cursor: Cursor): Query {
  cursor.expect('(');
  const query = cursor.readQuery(cursor);
  cursor.expect(')');
  return query;
}
