import { describe, expect, it } from 'vitest';
import { type Change, eventBridgeDetail, isAsked, recordOf } from './notificationEvents.ts';

const change: Change = {
  name: 'ObjectCreated:Put',
  bucket: 'lake',
  key: 'raw/my file+é.csv',
  size: 3,
  etag: 'abc',
  region: 'eu-west-1',
  accountId: '000000000000',
  requestId: 'r',
  time: new Date('2026-01-31T12:00:00Z'),
};

const rules = (...FilterRules: { Name: string; Value: string }[]) => ({ Filter: { Key: { FilterRules } } });

describe('isAsked', () => {
  it.each([
    [{ Events: ['s3:ObjectCreated:*'] }, true],
    [{ Events: ['s3:ObjectCreated:Put'] }, true],
    [{ Events: ['s3:ObjectCreated:Copy'] }, false],
    [{ Events: ['s3:ObjectRemoved:*', 's3:ObjectCreated:Put'] }, true],
    [
      {
        Events: ['s3:ObjectCreated:*'],
        ...rules({ Name: 'Prefix', Value: 'raw/' }, { Name: 'suffix', Value: '.csv' }),
      },
      true,
    ],
    [
      {
        Events: ['s3:ObjectCreated:*'],
        ...rules({ Name: 'prefix', Value: 'raw/' }, { Name: 'suffix', Value: '.json' }),
      },
      false,
    ],
  ])('%j', (entry, asked) => expect(isAsked(entry, change)).toBe(asked));
});

describe('recordOf', () => {
  it('encodes the key as a form does, as Lambda functions expect', () => {
    expect(recordOf(change)).toMatchObject({
      eventName: 'ObjectCreated:Put',
      awsRegion: 'eu-west-1',
      s3: { bucket: { arn: 'arn:aws:s3:::lake' }, object: { key: 'raw/my+file%2B%C3%A9.csv', size: 3, eTag: 'abc' } },
    });
  });

  it('gives events an order', () => {
    const sequencer = () => (recordOf(change) as { s3: { object: { sequencer: string } } }).s3.object.sequencer;
    const first = sequencer();
    expect(sequencer() > first).toBe(true);
  });
});

describe('eventBridgeDetail', () => {
  it('leaves the key as it is', () => {
    expect(eventBridgeDetail(change)).toMatchObject({ object: { key: change.key, size: 3 }, reason: 'PutObject' });
  });

  it('tells of a deletion without size', () => {
    const detail = eventBridgeDetail({ ...change, name: 'ObjectRemoved:Delete' });
    expect(detail).toMatchObject({ reason: 'DeleteObject', 'deletion-type': 'Permanently Deleted' });
    expect(detail.object as object).not.toHaveProperty('size');
  });
});
