import { expect, test } from 'vitest';
import { prepare } from './prepare.ts';

const identity = {
  stackId: 'arn:aws:cloudformation:us-east-1:000000000000:stack/s/1',
  stackName: 's',
  region: 'us-east-1',
  accountId: '000000000000',
  notificationArns: [],
};

const prepared = (text: string, layers?: string) =>
  prepare(text, layers === undefined ? [] : [{ ParameterKey: 'Layers', ParameterValue: layers }], undefined, identity);

const lake = `
Transform: AWS::LanguageExtensions
Parameters:
  Layers: {Type: CommaDelimitedList, Default: 'raw,silver'}
Mappings:
  Tables: {raw: {all: [a-1, b]}, silver: {all: [c]}, gold: {all: []}}
Conditions:
  Fn::ForEach::Kept:
    - Layer
    - !Ref Layers
    - Keep\${Layer}: !Equals [!Ref Layer, raw]
Resources:
  Fn::ForEach::Buckets:
    - Layer
    - !Ref Layers
    - Bucket\${Layer}:
        Type: AWS::S3::Bucket
        Properties:
          BucketName: !Sub '\${AWS::StackName}-\${Layer}'
          Tags: [{Key: layer, Value: !Ref Layer}]
      Fn::ForEach::Tables:
        - Table
        - !FindInMap [Tables, !Ref Layer, all]
        - Topic\${Layer}&{Table}:
            Type: AWS::SNS::Topic
            DependsOn: Bucket\${Layer}
            Properties: {DisplayName: '\${Table} of \${Layer}'}
Outputs:
  Fn::ForEach::Names:
    - Layer
    - !Ref Layers
    - Name\${Layer}: {Value: !GetAtt 'Bucket\${Layer}.Arn', Condition: 'Keep\${Layer}'}
`.replaceAll('\\$', '$');

test('loops are written out, within each other, in conditions and outputs', () => {
  const { resources, outputs } = prepared(lake);
  expect(resources.map(({ logicalId }) => logicalId)).toEqual([
    ...['Bucketraw', 'Topicrawa1', 'Topicrawb', 'Bucketsilver', 'Topicsilverc'],
  ]);
  expect(resources[0]?.properties).toEqual({
    BucketName: { 'Fn::Sub': '${AWS::StackName}-raw' },
    Tags: [{ Key: 'layer', Value: 'raw' }],
  });
  expect(resources[1]).toMatchObject({ after: ['Bucketraw'], properties: { DisplayName: 'a-1 of raw' } });
  expect(outputs).toEqual([{ key: 'Nameraw', value: { 'Fn::GetAtt': ['Bucketraw', 'Arn'] } }]);
});

test('parameters that are given count', () => {
  expect(prepared(lake, 'gold').resources.map(({ logicalId }) => logicalId)).toEqual(['Bucketgold']);
});

test('loops that are not as they should be are refused', () => {
  const loop = (value: unknown, transform: unknown = 'AWS::LanguageExtensions') =>
    JSON.stringify({ Transform: transform, Resources: { 'Fn::ForEach::L': value } });
  const topic = { 'T${X}': { Type: 'AWS::SNS::Topic' } };
  expect(() => prepared(loop(['X', ['1']]))).toThrow(
    'Transform AWS::LanguageExtensions failed with: Fn::ForEach layout is incorrect',
  );
  expect(() => prepared(loop(['X', 'text', topic]))).toThrow('could not resolve the collection');
  expect(() => prepared(loop(['X', { 'Fn::GetAtt': ['R', 'Arn'] }, topic]))).toThrow('parameters and mappings only');
  expect(() => prepared(loop(['X', ['1', '1'], topic]))).toThrow('makes T1 more than once');
  expect(() => prepared(loop(['X', Array.from({ length: 10_001 }, (_, i) => i), topic]))).toThrow('too many copies');
  const plain = JSON.stringify({ Resources: { 'Fn::ForEach::L': ['X', ['1'], topic] } });
  expect(() => prepared(plain)).toThrow('Resource name Fn::ForEach::L is non alphanumeric');
});

test('a function that is not known is refused before anything is made', () => {
  const of = (value: unknown) =>
    JSON.stringify({ Resources: { T: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: [{ a: value }] } } } });
  expect(() => prepared(of({ 'Fn::Nope': 1 }))).toThrow('Template error: Encountered unsupported function: Fn::Nope');
});
