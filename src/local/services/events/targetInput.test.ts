import { describe, expect, test } from 'vitest';
import { checkInput, targetInput } from './targetInput.ts';

const event = {
  id: 'e-1',
  source: 'aws.s3',
  'detail-type': 'Object Created',
  account: '000000000000',
  time: '2026-03-01T12:00:00.250Z',
  region: 'us-east-1',
  resources: ['arn:aws:s3:::lake'],
  detail: { bucket: { name: 'lake' }, object: { key: 'raw/"a".csv', size: 12 }, ok: true },
  busName: 'default',
};
const rule = {
  name: 'arrivals',
  arn: 'arn:aws:events:us-east-1:000000000000:rule/arrivals',
  ingestionTime: '2026-03-01T12:00:01.000Z',
};
const whole = {
  version: '0',
  id: 'e-1',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '000000000000',
  time: '2026-03-01T12:00:00Z',
  region: 'us-east-1',
  resources: ['arn:aws:s3:::lake'],
  detail: event.detail,
};

const base = { Id: 'one', Arn: 'arn:aws:sns:us-east-1:000000000000:t' };
const transformed = (InputTemplate: string, InputPathsMap: Record<string, string> = {}) =>
  targetInput({ ...base, InputTransformer: { InputTemplate, InputPathsMap } }, event, rule);
const paths = { key: '$.detail.object.key', size: '$.detail.object.size', object: '$.detail.object' };

describe('a target receives', () => {
  test('the event, whole', () => {
    expect(JSON.parse(targetInput(base, event, rule))).toEqual(whole);
  });

  test('a constant', () => {
    expect(targetInput({ ...base, Input: '{"a":1}' }, event, rule)).toBe('{"a":1}');
  });

  test('a part of the event', () => {
    expect(targetInput({ ...base, InputPath: '$.detail.bucket' }, event, rule)).toBe('{"name":"lake"}');
    expect(targetInput({ ...base, InputPath: '$.resources[0]' }, event, rule)).toBe('"arn:aws:s3:::lake"');
  });

  test('JSON of its own making', () => {
    const template = '{"key": <key>, "size": <size>, "object": <object>, "text": "<key> has <size>", "none": <none>}';
    expect(JSON.parse(transformed(template, { ...paths, none: '$.detail.none' }))).toEqual({
      key: 'raw/"a".csv',
      size: 12,
      object: event.detail.object,
      text: 'raw/"a".csv has 12',
      none: '',
    });
  });

  test('text', () => {
    expect(transformed('"<key> came, \\"<size>\\" bytes: <all>"', { ...paths, all: '$.detail.bucket' })).toBe(
      '"raw/\\"a\\".csv came, \\"12\\" bytes: {name:lake}"',
    );
  });

  test('what EventBridge itself knows', () => {
    const template =
      '{"rule": "<aws.events.rule-name>", "arn": <aws.events.rule-arn>, "at": <aws.events.event.ingestion-time>, "event": <aws.events.event.json>, "short": <aws.events.event>}';
    const { detail, ...short } = whole;
    expect(JSON.parse(transformed(template))).toEqual({
      rule: 'arrivals',
      arn: rule.arn,
      at: rule.ingestionTime,
      event: { ...short, detail },
      short,
    });
  });

  test('what looks like a placeholder and is none, as it stands', () => {
    expect(transformed('"<b>bold</b>"')).toBe('"<b>bold</b>"');
  });
});

describe('is refused', () => {
  test.each([
    [{ Input: '{}', InputPath: '$.detail' }, /Only one of Input, InputPath, or InputTransformer/],
    [{ Input: '{"a":' }, /JSON syntax error in input for target one/],
    [{ InputPath: 'detail' }, /Invalid InputPath/],
    [{ InputTransformer: { InputTemplate: 'unquoted <key>', InputPathsMap: paths } }, /Invalid InputTemplate/],
    [{ InputTransformer: { InputTemplate: '<a>', InputPathsMap: { a: '$..x' } } }, /Invalid InputPathsMap/],
  ])('%j', (input, message) => {
    expect(() => checkInput({ ...base, ...input })).toThrow(message);
  });

  test('but lines of quoted text are taken', () => {
    const InputTemplate = '"one <key>"\n\n"two <size>"';
    expect(() => checkInput({ ...base, InputTransformer: { InputTemplate, InputPathsMap: paths } })).not.toThrow();
  });
});
