import { describe, expect, it } from 'vitest';
import { statementAt, statementsOf } from './statements.ts';

describe('statementsOf', () => {
  it('divides at semicolons, but not at those in quotes and comments', () => {
    const text = `select ';' as a; -- not; here\nselect "x;y" from t /* ; */;\n`;
    expect(statementsOf(text).map((each) => each.sql)).toEqual([`select ';' as a`, `select "x;y" from t`]);
  });

  it('leaves out comments before a statement, and stretches that hold nothing else', () => {
    const text = '-- title\n\nselect 1;\n\n-- the end\n;;';
    const [only, ...more] = statementsOf(text);
    expect(more).toEqual([]);
    expect(only?.sql).toBe('select 1');
    expect(text.slice(only?.start, only?.end)).toBe('select 1');
  });

  it('keeps a comment inside a statement', () => {
    expect(statementsOf('select 1 -- one\n  , 2')[0]?.sql).toBe('select 1 -- one\n  , 2');
  });

  it('takes an open quote to the end rather than losing the text', () => {
    expect(statementsOf("select 'a; b").map((each) => each.sql)).toEqual(["select 'a; b"]);
  });
});

describe('statementAt', () => {
  const statements = statementsOf('drop table a;\n\nselect 1;');

  it('finds a statement by where it begins, and by a place in it', () => {
    expect(statementAt(statements, 15)?.sql).toBe('select 1');
    expect(statementAt(statements, 17)?.sql).toBe('select 1');
  });

  it('takes no other where there is none', () => {
    expect(statementAt(statements, 14)).toBeUndefined();
    expect(statementAt(statements, 99)).toBeUndefined();
  });
});
