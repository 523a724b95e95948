import { describe, expect, test } from 'vitest';
import type { ChoiceRule } from './asl.ts';
import { ruleHolds } from './choiceRules.ts';
import type { Json } from './json.ts';

const input: Json = {
  s: 'foobar.log',
  n: 5,
  t: true,
  at: '2026-03-01T10:00:00Z',
  later: '2026-03-01T12:00:01+02:00',
  nil: null,
  other: 'foobar.log',
  five: 5.0,
};

function holds(rule: ChoiceRule): boolean {
  return ruleHolds(rule, { input, context: {}, variable: () => undefined });
}

describe('choice rules', () => {
  test.each<[boolean, ChoiceRule]>([
    [true, { Variable: '$.s', StringEquals: 'foobar.log' }],
    [false, { Variable: '$.n', StringEquals: '5' }],
    [true, { Variable: '$.s', StringLessThan: 'g' }],
    [false, { Variable: '$.s', StringGreaterThanEquals: 'g' }],
    [true, { Variable: '$.s', StringMatches: 'foo*.log' }],
    [false, { Variable: '$.s', StringMatches: 'foo?ar.log' }],
    [false, { Variable: '$.s', StringMatches: 'foo\\*.log' }],
    [true, { Variable: '$.s', StringEqualsPath: '$.other' }],
    [true, { Variable: '$.n', NumericEquals: 5 }],
    [true, { Variable: '$.n', NumericEqualsPath: '$.five' }],
    [true, { Variable: '$.n', NumericGreaterThan: 4.5 }],
    [false, { Variable: '$.n', NumericLessThan: 5 }],
    [true, { Variable: '$.n', NumericLessThanEquals: 5 }],
    [false, { Variable: '$.s', NumericLessThan: 5 }],
    [true, { Variable: '$.t', BooleanEquals: true }],
    [false, { Variable: '$.s', BooleanEquals: true }],
    [true, { Variable: '$.at', TimestampEquals: '2026-03-01T11:00:00+01:00' }],
    [true, { Variable: '$.at', TimestampLessThanPath: '$.later' }],
    [false, { Variable: '$.at', TimestampGreaterThanEquals: '2026-03-01T10:00:01Z' }],
    [true, { Variable: '$.nil', IsNull: true }],
    [true, { Variable: '$.s', IsNull: false }],
    [true, { Variable: '$.nil', IsPresent: true }],
    [true, { Variable: '$.gone', IsPresent: false }],
    [true, { Variable: '$.n', IsNumeric: true }],
    [true, { Variable: '$.s', IsString: true }],
    [true, { Variable: '$.t', IsBoolean: true }],
    [true, { Variable: '$.at', IsTimestamp: true }],
    [true, { Variable: '$.s', IsTimestamp: false }],
    [true, { And: [{ Variable: '$.n', NumericEquals: 5 }, { Not: { Variable: '$.t', BooleanEquals: false } }] }],
    [
      true,
      {
        Or: [
          { Variable: '$.n', NumericEquals: 6 },
          { Variable: '$.t', BooleanEquals: true },
        ],
      },
    ],
    [
      false,
      {
        And: [
          { Variable: '$.gone', IsPresent: true },
          { Variable: '$.gone', NumericEquals: 1 },
        ],
      },
    ],
  ])('%s: %j', (expected, rule) => {
    expect(holds(rule)).toBe(expected);
  });

  test('comparing what is not there is a States.Runtime error', () => {
    expect(() => holds({ Variable: '$.gone', NumericEquals: 1 })).toThrow(
      "States.Runtime: Invalid path '$.gone': The choice state's condition path references an invalid value.",
    );
    expect(() => holds({ Variable: '$.n', NumericEqualsPath: '$.gone' })).toThrow(/\$\.gone/);
  });
});
