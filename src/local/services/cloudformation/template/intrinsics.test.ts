import { describe, expect, it } from 'vitest';
import { conditionEvaluator, evaluate, noValue, type Scope, takeBranches } from './intrinsics.ts';

const scope: Scope = {
  values: new Map<string, unknown>([
    ['Name', 'lake'],
    ['Zones', ['a', 'b']],
    ['AWS::Region', 'us-east-1'],
  ]),
  mappings: { Sizes: { small: { ram: 1, names: ['x', 'y'] } } },
  condition: (name) => name === 'Yes',
  ref: (name) => `${name}-id`,
  getAtt: (name, attribute) => `${name}.${attribute}!`,
  importValue: (name) => `imported ${name}`,
};

describe('evaluate', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref of a parameter', { Ref: 'Name' }, 'lake'],
    ['Ref of a list', { Ref: 'Zones' }, ['a', 'b']],
    ['Ref of a resource', { Ref: 'Bucket' }, 'Bucket-id'],
    ['GetAtt as a list', { 'Fn::GetAtt': ['Bucket', 'Arn'] }, 'Bucket.Arn!'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Bucket.Endpoint.Port' }, 'Bucket.Endpoint.Port!'],
    ['GetAtt with a computed attribute', { 'Fn::GetAtt': ['Bucket', { Ref: 'Name' }] }, 'Bucket.lake!'],
    ['Sub', { 'Fn::Sub': '${Name}-${Bucket.Arn}-${!Literal}-${AWS::Region}' }, 'lake-Bucket.Arn!-${Literal}-us-east-1'],
    ['Sub with variables', { 'Fn::Sub': ['${v}/${Name}', { v: { Ref: 'Bucket' } }] }, 'Bucket-id/lake'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Name' }, 3]] }, 'a-lake-3'],
    ['Join of a list parameter', { 'Fn::Join': [',', { Ref: 'Zones' }] }, 'a,b'],
    ['Split', { 'Fn::Split': ['-', 'a-b-c'] }, ['a', 'b', 'c']],
    ['Select', { 'Fn::Select': ['1', { Ref: 'Zones' }] }, 'b'],
    ['FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'names'] }, ['x', 'y']],
    ['FindInMap with a default', { 'Fn::FindInMap': ['Sizes', 'big', 'ram', { DefaultValue: 7 }] }, 7],
    ['If', { 'Fn::If': ['Yes', 1, 2] }, 1],
    ['If else', { 'Fn::If': ['No', 1, { Ref: 'Name' }] }, 'lake'],
    [
      'And, Or, Not, Equals',
      {
        'Fn::And': [
          { Condition: 'Yes' },
          { 'Fn::Not': [{ 'Fn::Or': [{ Condition: 'No' }, { 'Fn::Equals': ['a', 'b'] }] }] },
        ],
      },
      true,
    ],
    ['Equals of number and text', { 'Fn::Equals': [1, '1'] }, true],
    ['Base64', { 'Fn::Base64': 'ñ' }, 'w7E='],
    ['Cidr', { 'Fn::Cidr': ['10.0.0.0/16', 3, 8] }, ['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24']],
    ['GetAZs', { 'Fn::GetAZs': '' }, ['us-east-1a', 'us-east-1b', 'us-east-1c']],
    ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': '${Name}-arn' } }, 'imported lake-arn'],
    ['Length', { 'Fn::Length': { Ref: 'Zones' } }, 2],
    ['ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'Name' } } }, '{"a":"lake"}'],
  ])('%s', (_, value, expected) => {
    expect(evaluate(value, scope)).toEqual(expected);
  });

  it('leaves out what has no value, in objects and lists', () => {
    const nothing = { Ref: 'AWS::NoValue' };
    expect(evaluate({ a: nothing, b: [1, nothing], c: { 'Fn::If': ['No', 1, nothing] } }, scope)).toEqual({ b: [1] });
    expect(evaluate(nothing, scope)).toBe(noValue);
  });

  it('takes a policy’s Condition block for what it is', () => {
    const statement = { Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    expect(evaluate(statement, scope)).toEqual(statement);
  });

  it.each([
    [{ 'Fn::FindInMap': ['Sizes', 'big', 'ram'] }, 'Template error: Unable to get mapping for Sizes::big::ram'],
    [{ 'Fn::Select': [5, ['a']] }, 'Fn::Select cannot select nonexistent value at index 5'],
    [{ 'Fn::Sub': {} }, 'Fn::Sub'],
    [{ 'Fn::Nope': 1 }, 'Encountered unsupported function: Fn::Nope'],
    [{ 'Fn::Transform': { Name: 'AWS::Include' } }, 'No transform named AWS::Include found'],
    [{ 'Fn::Cidr': ['10.0.0.0/24', 3, 8] }, 'Fn::Cidr cannot make 3 blocks'],
  ])('refuses %j', (value, message) => {
    expect(() => evaluate(value, scope)).toThrow(message);
  });
});

describe('conditions', () => {
  const base = { values: scope.values, mappings: {} };

  it('build on each other', () => {
    const condition = conditionEvaluator(
      { A: { 'Fn::Equals': [{ Ref: 'Name' }, 'lake'] }, B: { 'Fn::Not': [{ Condition: 'A' }] } },
      base,
    );
    expect([condition('A'), condition('B')]).toEqual([true, false]);
  });

  it('do not go in circles', () => {
    const condition = conditionEvaluator({ A: { 'Fn::Not': [{ Condition: 'B' }] }, B: { Condition: 'A' } }, base);
    expect(() => condition('A')).toThrow('Circular condition dependency A');
  });
});

it('takes branches and leaves the rest', () => {
  const value = { 'Fn::If': ['Yes', { 'Fn::If': ['No', { Ref: 'Gone' }, { Ref: 'Kept' }] }, { Ref: 'Other' }] };
  expect(takeBranches({ a: [value] }, scope.condition)).toEqual({ a: [{ Ref: 'Kept' }] });
});
