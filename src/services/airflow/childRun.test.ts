import { describe, expect, it } from 'vitest';
import { childOfLinks, childOfResult } from './childRun.ts';

const console = 'https://console.aws.amazon.com';
const childOf = (url: string) =>
  childOfLinks(
    new Map([
      ['Log', 'https://elsewhere/'],
      ['Job', url],
    ]),
  );

describe('childOfLinks', () => {
  it('finds the run that a page of the console is about', () => {
    expect(childOf(`${console}/gluestudio/home?region=us-east-1#/job/raw%20to%20silver/run/jr_0a1b`)).toEqual({
      service: 'glue-jobs',
      id: 'jr_0a1b',
      of: { kind: 'glue-jobs.job', path: ['raw to silver'] },
    });
    const arn = 'arn:aws:states:us-east-1:1:execution:shop:e1';
    expect(childOf(`${console}/states/home?region=us-east-1#/v2/executions/details/${arn}`)).toMatchObject({
      service: 'step-functions',
      id: arn,
      of: { path: ['arn:aws:states:us-east-1:1:stateMachine:shop'] },
    });
    const query = '0123abcd-0123-0123-0123-0123456789ab';
    expect(childOf(`${console}/athena/home?region=us-east-1#/query-editor/history/${query}`)).toMatchObject({
      id: query,
    });
  });

  it('takes nothing else for a run', () => {
    expect(childOf(`${console}/s3/buckets/lake`)).toBeUndefined();
  });
});

describe('childOfResult', () => {
  it('takes the id that a Redshift operator returns for its statement, and no other text', () => {
    const id = '0123abcd-0123-0123-0123-0123456789ab';
    expect(childOfResult('RedshiftDataOperator', [id])).toMatchObject({ service: 'redshift', id });
    expect(childOfResult('BashOperator', id)).toBeUndefined();
    expect(childOfResult('RedshiftDataOperator', 42)).toBeUndefined();
  });
});
