import { describe, expect, it } from 'vitest';
import { readTemplate } from './readTemplate.ts';

describe('readTemplate', () => {
  it('writes every short tag in its long form, nested too', () => {
    const yaml = [
      'a: !Ref X',
      'b: !GetAtt X.Outputs.Url',
      'c: !GetAtt [X, Arn]',
      'd: !Sub ["${v}-x", {v: !Ref Y}]',
      'e: !If [C, !Ref A, !Ref AWS::NoValue]',
      'f: !Join ["_", !Split ["-", !Ref N]]',
      'g: !Condition C',
      'h: !Not [!Equals [!Ref A, ""]]',
    ].join('\n');
    expect(readTemplate(yaml)).toEqual({
      a: { Ref: 'X' },
      b: { 'Fn::GetAtt': ['X', 'Outputs.Url'] },
      c: { 'Fn::GetAtt': ['X', 'Arn'] },
      d: { 'Fn::Sub': ['${v}-x', { v: { Ref: 'Y' } }] },
      e: { 'Fn::If': ['C', { Ref: 'A' }, { Ref: 'AWS::NoValue' }] },
      f: { 'Fn::Join': ['_', { 'Fn::Split': ['-', { Ref: 'N' }] }] },
      g: { Condition: 'C' },
      h: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'A' }, ''] }] },
    });
  });

  it('reads YAML 1.1 as CloudFormation does: versions and times are text, on and off are truths', () => {
    expect(readTemplate('v: 2012-10-17\nt: 12:30\no: OFF\ny: yes\nz: "off"\nn: 012345678901\n2012: x')).toEqual({
      v: '2012-10-17',
      t: '12:30',
      o: false,
      y: true,
      z: 'off',
      n: 12345678901,
      2012: 'x',
    });
  });

  it('follows anchors', () => {
    expect(readTemplate('a: &x {k: !Ref R}\nb: *x')).toEqual({ a: { k: { Ref: 'R' } }, b: { k: { Ref: 'R' } } });
  });

  it('says where a template is broken', () => {
    expect(() => readTemplate('a:\n  - b\n c: d\n')).toThrow(
      /^Template format error: YAML not well-formed\. \(line 3, column \d+\)/,
    );
    expect(() => readTemplate('a: 1\na: 2\n')).toThrow(/\(line 2, column 1\)/);
    expect(() => readTemplate('{\n "a": 1,\n "b": \n}')).toThrow(
      /^Template format error: JSON not well-formed\. \(line \d, column \d+\)/,
    );
    expect(() => readTemplate('a: !Reff X')).toThrow('unknown tag !Reff. (line 1,');
    expect(() => readTemplate('  ')).toThrow('the template is empty');
  });

  it('survives bombs of anchors, deep and wide', () => {
    const deep = ['a0: &a0 [x]', ...Array.from({ length: 120 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}]`)];
    expect(() => readTemplate(deep.join('\n'))).toThrow('nest more than');
    const wide = [
      'a0: &a0 [x]',
      ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`),
    ];
    expect(() => readTemplate(wide.join('\n'))).toThrow('too many values');
  });
});
