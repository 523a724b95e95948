import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resourceTypes } from '../resources/resourceTypes.ts';
import type { GivenParameter } from './parameters.ts';
import { prepare } from './prepare.ts';
import { checkCapabilities, refuseUnknownTypes } from './refuse.ts';

const identity = {
  stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/s/1',
  stackName: 's',
  region: 'us-east-1',
  accountId: '000000000000',
  notificationArns: [],
};

const sampleFile = new URL('../../../../../sample-workspace/batch-datalake/template.yaml', import.meta.url);
const sample = () => prepare(readFileSync(sampleFile, 'utf8'), [], undefined, identity);

function prepared(template: object, given: GivenParameter[] = [], previous?: Record<string, string>) {
  return prepare(JSON.stringify(template), given, previous, identity);
}

const topic = (properties: object = {}, more: object = {}) => ({
  Type: 'AWS::SNS::Topic',
  Properties: properties,
  ...more,
});

describe('order', () => {
  it('follows references and DependsOn, else the template', () => {
    const { resources } = prepared({
      Resources: {
        A: topic({ DisplayName: { 'Fn::Sub': '${B.TopicName} ${C}' } }),
        B: topic({}, { DependsOn: 'D' }),
        C: topic(),
        D: topic(),
      },
    });
    expect(resources.map((resource) => resource.logicalId)).toEqual(['C', 'D', 'B', 'A']);
    expect(resources.at(-1)?.after).toEqual(['B', 'C']);
  });

  it('names the resources of a circle, and only them', () => {
    const circle = {
      Resources: {
        A: topic({ DisplayName: { Ref: 'B' } }),
        B: topic({}, { DependsOn: ['A'] }),
        After: topic({ DisplayName: { Ref: 'A' } }),
      },
    };
    expect(() => prepared(circle)).toThrow('Circular dependency between resources: [A, B]');
  });

  it('ignores references in branches that are not taken', () => {
    const { resources } = prepared({
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: {
        A: topic({ DisplayName: { 'Fn::If': ['Never', { Ref: 'Hidden' }, 'x'] } }),
        Hidden: topic({}, { Condition: 'Never' }),
      },
    });
    expect(resources.map((resource) => [resource.logicalId, resource.after])).toEqual([['A', []]]);
  });
});

describe('names', () => {
  it.each<[object, string]>([
    [
      { Resources: { A: topic({ DisplayName: { Ref: 'X' } }), B: topic({}, { DependsOn: 'A' }) } },
      'Template format error: Unresolved resource dependencies [X] in the Resources block of the template',
    ],
    [
      { Resources: { A: topic({}, { DependsOn: 'Y' }) } },
      'Template format error: Unresolved resource dependencies [Y] in the Resources block of the template',
    ],
    [
      { Resources: { A: topic() }, Outputs: { O: { Value: { 'Fn::Sub': '${Z.Arn}' } } } },
      'Template format error: Unresolved resource dependencies [Z] in the Outputs block of the template',
    ],
    [
      { Resources: { A: topic({}, { Condition: 'Nope' }) } },
      'Template format error: Unresolved condition dependency Nope in the Resources block of the template',
    ],
    [
      { Conditions: { C: { 'Fn::Equals': [{ Ref: 'A' }, '1'] } }, Resources: { A: topic() } },
      'Template format error: Unresolved dependencies [A]. Cannot reference resources in the Conditions block of the template',
    ],
    [{ Resources: {} }, 'Template format error: At least one Resources member must be defined.'],
    [{ Resources: { A: topic() }, Resourcez: {} }, 'Invalid template property or properties [Resourcez]'],
    [
      { Resources: { A: { Properties: {} } } },
      'Template format error: [/Resources/A] Every Resources object must contain a Type member.',
    ],
    [{ Resources: { 'a-b': topic() } }, 'Template format error: Resource name a-b is non alphanumeric.'],
    [
      { Transform: 'AWS::Serverless-2016-10-31', Resources: { A: topic() } },
      'No transform named AWS::Serverless-2016-10-31 found.',
    ],
  ])('%j', (template, message) => {
    expect(() => prepared(template)).toThrow(message);
  });

  it('refuses a reference to a resource that its condition leaves out', () => {
    const template = {
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { A: topic({ DisplayName: { Ref: 'B' } }), B: topic({}, { Condition: 'Never' }) },
    };
    expect(() => prepared(template)).toThrow('Unresolved resource dependencies [B] in the Resources block');
  });
});

describe('parameters', () => {
  const template = (parameter: object) => ({ Parameters: { P: parameter }, Resources: { A: topic() } });
  const give = (ParameterValue: string) => [{ ParameterKey: 'P', ParameterValue }];

  it('take the given, the previous or the default value', () => {
    const declared = template({ Type: 'String', Default: 'd' });
    expect(prepared(declared).parameters).toEqual({ P: 'd' });
    expect(prepared(declared, give('g')).parameters).toEqual({ P: 'g' });
    expect(prepared(declared, [{ ParameterKey: 'P', UsePreviousValue: true }], { P: 'p' }).parameters).toEqual({
      P: 'p',
    });
  });

  it.each<[object, string | undefined, string]>([
    [{ Type: 'String' }, undefined, 'Parameters: [P] must have values'],
    [{ Type: 'Number' }, 'ten', "Parameter 'P' must be a number"],
    [{ Type: 'Number', MaxValue: 5 }, '6', "Parameter 'P' must be a number not greater than 5"],
    [{ Type: 'String', AllowedValues: ['a', 'b'] }, 'c', "Parameter 'P' must be one of AllowedValues"],
    [{ Type: 'String', AllowedPattern: '[a-z]+' }, 'a1', "Parameter 'P' must match pattern [a-z]+"],
    [
      { Type: 'String', AllowedPattern: '[a-z]+', ConstraintDescription: 'letters' },
      '1',
      'Parameter P failed to satisfy constraint: letters',
    ],
    [{ Type: 'String', MinLength: 3 }, 'ab', "Parameter 'P' must contain at least 3 characters"],
    [{ Type: 'AWS::SSM::Parameter::Value<String>' }, 'x', 'no Parameter Store'],
    [{ Type: 'List<Number>' }, '1,x', "Parameter 'P' must be a number"],
  ])('%j with %s', (parameter, value, message) => {
    expect(() => prepared(template(parameter), value === undefined ? [] : give(value))).toThrow(message);
  });

  it('refuses what the template does not declare', () => {
    expect(() => prepared({ Resources: { A: topic() } }, give('x'))).toThrow(
      'Parameters: [P] do not exist in the template',
    );
  });

  it('gives lists where the type says so', () => {
    const { scope } = prepared(template({ Type: 'CommaDelimitedList', Default: 'a, b' }));
    expect(scope.values.get('P')).toEqual(['a', 'b']);
  });
});

describe('the sample', () => {
  it('is whole: known types, properties and attributes, in an order that can be made', () => {
    const all = sample();
    refuseUnknownTypes(all, resourceTypes);
    const order = all.resources.map((resource) => resource.logicalId);
    expect(order).toHaveLength(22);
    expect(order.indexOf('MachinePolicy')).toBeLessThan(order.indexOf('DailySalesMachine'));
    expect(order.indexOf('DailySalesMachine')).toBeLessThan(order.indexOf('NightlySchedule'));
  });

  it('wants its capability', () => {
    const { template } = sample();
    expect(() => checkCapabilities(template, [])).toThrow('Requires capabilities : [CAPABILITY_IAM]');
    checkCapabilities(template, ['CAPABILITY_NAMED_IAM']);
  });
});

describe('refuseUnknownTypes', () => {
  it('names all types and resources at once', () => {
    const template = { Resources: { Net: { Type: 'AWS::EC2::VPC' }, A: topic(), Box: { Type: 'AWS::ECS::Cluster' } } };
    expect(() => refuseUnknownTypes(prepared(template), resourceTypes)).toThrow(
      'Template format error: Unrecognized resource types: [AWS::EC2::VPC, AWS::ECS::Cluster]. The local endpoint cannot make: Net (AWS::EC2::VPC), Box (AWS::ECS::Cluster). Nothing was created.',
    );
  });

  it('names properties and attributes that a type does not have', () => {
    expect(() => refuseUnknownTypes(prepared({ Resources: { A: topic({ Nmae: 'x' }) } }), resourceTypes)).toThrow(
      'Properties validation failed for resource A with message: #: extraneous key [Nmae] is not permitted',
    );
    const outputs = { Resources: { A: topic() }, Outputs: { O: { Value: { 'Fn::GetAtt': ['A', 'Colour'] } } } };
    expect(() => refuseUnknownTypes(prepared(outputs), resourceTypes)).toThrow(
      'Template error: resource A does not support attribute type Colour in Fn::GetAtt',
    );
  });
});
