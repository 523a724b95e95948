import { expect, it } from 'vitest';
import { serviceOf } from '../index.ts';
import { resourceArn, shownAs } from './resourceArn.ts';

const stackId = 'arn:aws-cn:cloudformation:cn-north-1:123456789012:stack/lake/1';

it('tells ARNs in the partition, region and account of the stack', () => {
  expect(resourceArn('AWS::S3::Bucket', 'lake', stackId)).toBe('arn:aws-cn:s3:::lake');
  expect(resourceArn('AWS::Glue::Job', 'clean', stackId)).toBe('arn:aws-cn:glue:cn-north-1:123456789012:job/clean');
  expect(resourceArn('AWS::SNS::Topic', 'arn:aws:sns:x:1:t', stackId)).toBe('arn:aws:sns:x:1:t');
});

it('tells none where the physical id does not say it, or is not known yet', () => {
  expect(resourceArn('AWS::IAM::Role', 'role', stackId)).toBeUndefined();
  expect(resourceArn('AWS::Glue::Job', '', stackId)).toBeUndefined();
});

it('names nodes that the services have', () => {
  const types = ['S3::Bucket', 'Glue::Job', 'Glue::Crawler', 'Glue::Database', 'StepFunctions::StateMachine'];
  for (const type of [...types, 'SNS::Topic', 'Athena::WorkGroup', 'CloudFormation::Stack']) {
    const shown = shownAs(`AWS::${type}`, 'x');
    const service = serviceOf(shown!.kind);
    const known = service?.actions.some(({ on }) => on.kinds.includes(shown!.kind));
    expect(known || service?.children?.[shown!.kind], type).toBeTruthy();
    expect(Boolean(service?.children?.[shown!.kind]), `${type} expands`).toBe(shown!.expandable);
  }
  expect(shownAs('AWS::IAM::Role', 'x')).toBeUndefined();
});
