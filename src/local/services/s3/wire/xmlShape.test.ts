import { describe, expect, it } from 'vitest';
import { readXml, type Shape, writeXml } from './xmlShape.ts';

const shape: Shape = {
  members: {
    Objects: { as: 'Object', shape: { flat: { members: { Key: 'string', Size: 'number' } } } },
    Quiet: 'boolean',
    Tags: { list: { members: { Key: 'string' } }, item: 'Tag' },
  },
};

describe('xml by shape', () => {
  it('gives back what it wrote, whatever the text', () => {
    const texts = [
      'a',
      ' lead and trail ',
      '<&>"\'',
      '&amp;lt;',
      '&#13;',
      '\r\n\t',
      '\u0001',
      'é😀',
      '007',
      'true',
      '',
    ];
    const value = { Objects: texts.map((Key, i) => ({ Key, Size: i })), Quiet: true, Tags: [{ Key: 'one' }] };
    expect(readXml(writeXml('Delete', shape, value), 'Delete', shape)).toEqual(value);
  });

  it('reads one element as a list of one, and none as no list', () => {
    const text = '<d:Delete xmlns:d="x"><d:Object><d:Key>a</d:Key></d:Object><d:Unknown/></d:Delete>';
    expect(readXml(text, 'Delete', shape)).toEqual({ Objects: [{ Key: 'a' }] });
  });

  it.each([
    ['another root', '<Other/>'],
    ['an unclosed element', '<Delete><Object></Delete>'],
    ['a document type', '<!DOCTYPE x [<!ENTITY a "b">]><Delete>&a;</Delete>'],
    ['a number that is none', '<Delete><Object><Size>x</Size></Object></Delete>'],
    ['no XML', '{}'],
  ])('refuses %s', (_, text) => {
    expect(() => readXml(text, 'Delete', shape)).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
  });
});
