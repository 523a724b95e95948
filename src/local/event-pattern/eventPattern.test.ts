import { describe, expect, test } from 'vitest';
import { eventPattern, parseEventPattern } from './eventPattern.ts';

const event = {
  source: 'aws.s3',
  'detail-type': 'Object Created',
  time: '2025-06-02T00:00:00Z',
  resources: ['arn:aws:s3:::lake', 'arn:aws:s3:::other'],
  detail: {
    bucket: { name: 'lake' },
    object: { key: 'raw/ventas/2025.csv', size: 1200 },
    state: null,
    ok: true,
    ip: '10.0.3.7',
    rows: [
      { region: 'norte', n: 1 },
      { region: 'sur', n: 20 },
    ],
  },
};

const detail = (part: object) => ({ detail: part });

describe('matches', () => {
  test.each([
    [{ source: ['aws.s3'] }],
    [{ source: ['aws.glue', 'aws.s3'], 'detail-type': ['Object Created'] }],
    [{ resources: ['arn:aws:s3:::other'] }],
    [detail({ object: { key: [{ prefix: 'raw/' }] } })],
    [detail({ object: { key: [{ prefix: { 'equals-ignore-case': 'RAW/' } }] } })],
    [detail({ object: { key: [{ suffix: '.csv' }] } })],
    [detail({ object: { key: [{ wildcard: 'raw/*/*.csv' }] } })],
    [detail({ object: { size: [{ numeric: ['>', 1000, '<=', 1200] }] } })],
    [detail({ object: { size: [1200] } })],
    [detail({ object: { size: [{ 'anything-but': [1, 2] }] } })],
    [detail({ object: { key: [{ 'anything-but': { prefix: 'processed/' } }] } })],
    [detail({ bucket: { name: [{ 'equals-ignore-case': 'LAKE' }] } })],
    [detail({ state: [null] })],
    [detail({ ok: [true] })],
    [detail({ state: [{ exists: true }], missing: [{ exists: false }] })],
    [detail({ no: { such: { thing: [{ exists: false }] } } })],
    [detail({ ip: [{ cidr: '10.0.0.0/16' }] })],
    [detail({ rows: { region: ['sur'], n: [{ numeric: ['>', 10] }] } })],
    [{ $or: [{ source: ['aws.glue'] }, { 'detail-type': ['Object Created'] }] }],
    [detail({ $or: [{ ok: [false] }, { object: { size: [{ numeric: ['=', 1200] }] } }] })],
  ])('%j', (pattern) => {
    expect(eventPattern(pattern)(event)).toBe(true);
  });
});

describe('does not match', () => {
  test.each([
    [{ source: ['aws.S3'] }],
    [{ source: ['aws.s3'], 'detail-type': ['Object Deleted'] }],
    [detail({ object: { size: ['1200'] } })],
    [detail({ object: { size: [{ numeric: ['>', 1200] }] } })],
    [detail({ object: { key: [{ 'anything-but': 'raw/ventas/2025.csv' }] } })],
    [detail({ object: { key: [{ 'anything-but': { suffix: ['.csv', '.json'] } }] } })],
    [detail({ missing: [{ 'anything-but': 'x' }] })],
    [detail({ ok: [{ exists: false }] })],
    [detail({ ip: [{ cidr: '10.1.0.0/16' }] })],
    // No single element fulfils both.
    [detail({ rows: { region: ['norte'], n: [{ numeric: ['>', 10] }] } })],
    [{ $or: [{ source: ['aws.glue'] }, { 'detail-type': ['x'] }] }],
    [{ toString: [{ exists: true }] }],
  ])('%j', (pattern) => {
    expect(eventPattern(pattern)(event)).toBe(false);
  });
});

test('stars and backslashes can be meant as themselves', () => {
  expect(eventPattern({ a: [{ wildcard: 'x\\*y*' }] })({ a: 'x*yz' })).toBe(true);
  expect(eventPattern({ a: [{ wildcard: 'x\\*y*' }] })({ a: 'xxyz' })).toBe(false);
});

test.each([
  '{',
  '[]',
  '{}',
  '{"a": "b"}',
  '{"a": []}',
  '{"a": {}}',
  '{"a": [{"like": "x"}]}',
  '{"a": [{"prefix": 1}]}',
  '{"a": [{"prefix": "x", "suffix": "y"}]}',
  '{"a": [{"numeric": [">"]}]}',
  '{"a": [{"numeric": ["~", 1]}]}',
  '{"a": [{"exists": "yes"}]}',
  '{"a": [{"cidr": "10.0.0.0"}]}',
  '{"a": [{"anything-but": []}]}',
  '{"$or": [{"a": [1]}]}',
])('%s is refused', (text) => {
  expect(() => parseEventPattern(text)).toThrow(expect.objectContaining({ name: 'PatternError' }));
});
