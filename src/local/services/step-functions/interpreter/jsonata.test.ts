import { describe, expect, test } from 'vitest';
import type { Json } from './json.ts';
import { fillJsonata } from './jsonata.ts';

function fill(value: Json): Promise<Json> {
  const states = {
    input: { items: [1, 2, 3], name: 'ada' },
    context: { State: { Name: 'Here' } },
    result: { ok: true },
  };
  return fillJsonata(value, { states, variables: { limit: 2 } }, 'Output');
}

describe('JSONata', () => {
  test.each<[Json, Json]>([
    ['plain', 'plain'],
    ['{% $states.input.name %}', 'ada'],
    ['{% $sum($states.input.items) %}', 6],
    ['{% $states.input.items[$ > $limit] %}', 3],
    ['{% [$states.input.items[$ >= $limit]] %}', [2, 3]],
    ['{% null %}', null],
    [
      { where: '{% $states.context.State.Name %}', list: ['{% $states.result.ok %}', 1] },
      { where: 'Here', list: [true, 1] },
    ],
    ['{% $partition([1,2,3], 2) %}', [[1, 2], [3]]],
    ['{% $range(0, 6, 3) %}', [0, 3, 6]],
    ['{% $parse("[1,{\\"a\\":2}]") %}', [1, { a: 2 }]],
    ["{% $hash('input data', 'SHA-1') %}", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['{% $random(3) = $random(3) %}', true],
    ['{% $length($uuid()) %}', 36],
  ])('%j', async (value, expected) => {
    expect(await fill(value)).toEqual(expected);
  });

  test.each([
    ['{% $states.input.gone %}', /returned nothing \(undefined\)/],
    ['{% $states.input.name + 1 %}', /threw an error during evaluation/],
    ["{% $eval('1') %}", /\$eval is not supported/],
    ['{% function($x) { $x } %}', /unsupported result type/],
  ])('%s is a query evaluation error at its place', async (expression, message) => {
    await expect(fill({ total: expression })).rejects.toMatchObject({
      error: 'States.QueryEvaluationError',
      location: 'Output/total',
      errorCause: expect.stringMatching(message) as string,
    });
  });
});
