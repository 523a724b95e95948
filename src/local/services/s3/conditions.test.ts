import { describe, expect, it } from 'vitest';
import { checkRead, checkWrite } from './conditions.ts';
import type { ObjectRow } from './objectRow.ts';

const at = Date.parse('2026-01-31T12:00:00.700Z');
const row: ObjectRow = {
  bucket: 'b',
  key: 'k',
  path: 'k',
  size: 1,
  etag: 'abc',
  modified: at,
  fileTime: at,
  detail: {},
};
const before = new Date(at - 60_000);
const after = new Date(at + 60_000).toUTCString();
const same = new Date(at).toUTCString();

describe('checkRead', () => {
  it.each([
    [{}, undefined],
    [{ IfMatch: '"abc"' }, undefined],
    [{ IfMatch: 'abc, "x"' }, undefined],
    [{ IfMatch: '*' }, undefined],
    [{ IfMatch: '"x"' }, 412],
    [{ IfNoneMatch: '"abc"' }, 304],
    [{ IfNoneMatch: 'W/"abc"' }, 304],
    [{ IfNoneMatch: '"x"' }, undefined],
    [{ IfModifiedSince: same }, 304],
    [{ IfModifiedSince: before }, undefined],
    [{ IfModifiedSince: 'nonsense' }, undefined],
    [{ IfUnmodifiedSince: before }, 412],
    [{ IfUnmodifiedSince: after }, undefined],
    // RFC 9110: the entity tag decides where both are given.
    [{ IfMatch: '"abc"', IfUnmodifiedSince: before }, undefined],
    [{ IfNoneMatch: '"x"', IfModifiedSince: after }, undefined],
  ])('%j', (conditions, status) => {
    const check = () => checkRead(row, conditions);
    if (status === undefined) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ status }));
  });
});

describe('checkWrite', () => {
  it.each([
    ['an object where none may be', row, { IfNoneMatch: '*' }, 'PreconditionFailed'],
    ['none, as wanted', undefined, { IfNoneMatch: '*' }, undefined],
    ['the object that was read', row, { IfMatch: '"abc"' }, undefined],
    ['another object', row, { IfMatch: '"x"' }, 'PreconditionFailed'],
    ['no object to match', undefined, { IfMatch: '"abc"' }, 'NoSuchKey'],
    ['a condition that S3 does not have', row, { IfNoneMatch: '"x"' }, 'NotImplemented'],
  ])('finds %s', (_, current, conditions, code) => {
    const check = () => checkWrite('k', current, conditions);
    if (code === undefined) expect(check).not.toThrow();
    else expect(check).toThrow(expect.objectContaining({ code }));
  });
});
