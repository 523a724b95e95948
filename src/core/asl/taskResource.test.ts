import { expect, test } from 'vitest';
import { isTaskResource } from './taskResource.ts';

test.each([
  'arn:aws:states:::glue:startJobRun.sync',
  'arn:aws:states:::states:startExecution.sync:2',
  'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
  'arn:aws:states:::aws-sdk:glue:startCrawler',
  'arn:aws:states:::batch:submitJob.sync',
  'arn:aws:states:us-east-1:000000000000:activity:by-hand',
  'arn:aws:lambda:us-east-1:000000000000:function:f:live',
])('%s is one', (arn) => {
  expect(isTaskResource(arn)).toBe(true);
});

test.each([
  'glue:startJobRun',
  'arn:aws:states:::glue:startCrawler',
  'arn:aws:states:::glue:startJobRun.waitForTaskToken',
  'arn:aws:states:::athena:getQueryResults.sync',
  'arn:aws:states:::aws-sdk:glue:StartCrawler',
  'arn:aws:states:::aws-sdk:glue:startJobRun.sync',
  'arn:aws:states:::gleu:startJobRun',
  'arn:aws:states:::glue',
])('%s is none', (arn) => {
  expect(isTaskResource(arn)).toBe(false);
});
