import { expect, test } from 'vitest';
import { acceptEvents } from './putLogEvents.ts';

const now = Date.UTC(2025, 5, 15);
const hour = 3_600_000;
const day = 24 * hour;
const at = (...times: number[]) => times.map((timestamp) => ({ timestamp, message: 'x' }));

test('everything in order and in time is accepted', () => {
  const events = at(now - hour, now, now, now + hour);
  expect(acceptEvents(events, undefined, now)).toEqual({ accepted: events, rejected: undefined });
});

test('what is too new is left out from its first on', () => {
  const events = at(now, now + 2 * hour, now + 2 * hour + 1, now + 3 * hour);
  expect(acceptEvents(events, undefined, now)).toEqual({
    accepted: events.slice(0, 2),
    rejected: { tooNewLogEventStartIndex: 2 },
  });
});

test('what is too old is left out up to its last', () => {
  const events = at(now - 14 * day - 2, now - 14 * day - 1, now - 14 * day, now - 13.5 * day);
  expect(acceptEvents(events, undefined, now)).toEqual({
    accepted: events.slice(2),
    rejected: { tooOldLogEventEndIndex: 2 },
  });
});

test('what is beyond the retention has expired', () => {
  const events = at(now - day - 1, now - day);
  expect(acceptEvents(events, 1, now)).toEqual({
    accepted: events.slice(1),
    rejected: { expiredLogEventEndIndex: 1 },
  });
});

test('a batch out of order, longer than a day or too large is refused', () => {
  expect(() => acceptEvents(at(now, now - 1), undefined, now)).toThrow(/chronological order/);
  expect(() => acceptEvents(at(now - day - 1, now), undefined, now)).toThrow(/24 hours/);
  const large = Array.from({ length: 5 }, () => ({ timestamp: now, message: 'x'.repeat(256_000) }));
  expect(() => acceptEvents(large, undefined, now)).toThrow(/Upload too large/);
});
