import { describe, expect, test } from 'vitest';
import { evaluateIntrinsic } from './intrinsicExpression.ts';
import type { Json } from './json.ts';
import type { StatesError } from './statesError.ts';

const input: Json = { name: 'ada', n: 3, list: [1, 2, 2, 3], nested: { a: 1 }, json: '{"x":[1]}' };

function evaluate(expression: string): Json {
  return evaluateIntrinsic(expression, { input, context: { Execution: { Name: 'run' } }, variable: () => 7 });
}

describe('intrinsic functions', () => {
  test.each<[string, Json]>([
    ["States.Format('Hello {}, {}', $.name, $.n)", 'Hello ada, 3'],
    ["States.Format('It\\'s \\{{}\\}', $.name)", "It's {ada}"],
    ["States.Format('{} of {}', $.list, $$.Execution.Name)", '[1,2,2,3] of run'],
    ["States.Format('{}', $total)", '7'],
    ['States.StringToJson($.json)', { x: [1] }],
    ['States.JsonToString($.nested)', '{"a":1}'],
    ["States.Array($.n, 'x', true, null, -1.5)", [3, 'x', true, null, -1.5]],
    ['States.Array()', []],
    ['States.ArrayPartition($.list, 3)', [[1, 2, 2], [3]]],
    ['States.ArrayContains($.list, 2)', true],
    ['States.ArrayContains($.list, 9)', false],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(3, 1, -1)', [3, 2, 1]],
    ['States.ArrayGetItem($.list, 3)', 3],
    ['States.ArrayLength($.list)', 4],
    ['States.ArrayUnique($.list)', [1, 2, 3]],
    ["States.Base64Encode('Data to encode')", 'RGF0YSB0byBlbmNvZGU='],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", 'Data to encode'],
    ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['States.JsonMerge($.nested, States.StringToJson(\'{"b":2}\'), false)', { a: 1, b: 2 }],
    ['States.MathAdd($.n, -1)', 2],
    ["States.StringSplit('1,2;3,,4', ',;')", ['1', '2', '3', '4']],
    ['States.ArrayLength(States.ArrayRange(0, States.MathAdd($.n, 1), 1))', 5],
    ["States.Format('{}', $.nested['a'])", '1'],
  ])('%s', (expression, expected) => {
    expect(evaluate(expression)).toEqual(expected);
  });

  test('MathRandom with a seed gives the same number each time, within its range', () => {
    const first = evaluate('States.MathRandom(1, 999, 5)');
    expect(evaluate('States.MathRandom(1, 999, 5)')).toBe(first);
    expect(first).toBeGreaterThanOrEqual(1);
    expect(first).toBeLessThan(999);
  });

  test('UUIDs are of version 4 and never the same', () => {
    expect(evaluate('States.UUID()')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/);
    expect(evaluate('States.UUID()')).not.toBe(evaluate('States.UUID()'));
  });

  test.each([
    ["States.Format('{} {}', $.name)", 'States.IntrinsicFailure'],
    ["States.StringToJson('{')", 'States.IntrinsicFailure'],
    ['States.ArrayGetItem($.list, 4)', 'States.IntrinsicFailure'],
    ['States.ArrayRange(1, 5000, 1)', 'States.IntrinsicFailure'],
    ['States.ArrayRange(1, 5, 0)', 'States.IntrinsicFailure'],
    ['States.Nope()', 'States.IntrinsicFailure'],
    ['States.MathAdd($.gone, 1)', 'States.Runtime'],
    ['States.MathAdd(1, 2', 'States.Runtime'],
    ['States.MathAdd(1, 2) x', 'States.Runtime'],
    ['Format(1)', 'States.Runtime'],
  ])('%s fails with %s', (expression, error) => {
    expect(() => evaluate(expression)).toThrow(expect.objectContaining({ error }) as StatesError);
  });
});
