import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { skeletonEdit } from './skeleton.ts';

const columns = [
  { name: 'order_id', type: 'integer', description: '' },
  { name: 'amount', type: 'numeric(10,2)', description: '' },
];

function edited(text: string, name = 'fct_sales'): string {
  const edit = skeletonEdit(text, 'models', name, columns);
  return edit ? text.slice(0, edit.at) + edit.insert + text.slice(edit.at) : text;
}
const modelsOf = (text: string) => (parse(text) as { models: { name: string; columns?: { name: string }[] }[] }).models;

describe('skeletonEdit', () => {
  it('writes a file anew', () => {
    const text = edited('');
    expect(text.startsWith('version: 2\n\nmodels:\n  - name: fct_sales\n')).toBe(true);
    expect(modelsOf(text)[0]?.columns).toEqual([
      { name: 'order_id', data_type: 'integer' },
      { name: 'amount', data_type: 'numeric(10,2)' },
    ]);
  });

  it('adds the columns that are missing behind those that are there, and changes nothing else', () => {
    const before = `# Ours.
models:
    - name: fct_sales   # the facts
      columns:
        - name: order_id
          data_tests: [unique]  # one row an order

    # The next one.
    - name: other
`;
    const text = edited(before);
    expect(text).toContain('          data_tests: [unique]  # one row an order\n        - name: amount\n');
    expect(text.replace(/ {8}- name: amount\n {10}data_type: "?numeric\(10,2\)"?\n/, '')).toBe(before);
    expect(modelsOf(text).map(({ name }) => name)).toEqual(['fct_sales', 'other']);
  });

  it('adds columns to a model without, and a model to a list', () => {
    const before = 'models:\n  - name: fct_sales\n    description: >\n      Facts\n      of sales\n  - name: other\n';
    const text = edited(before);
    expect(modelsOf(text)[0]?.columns).toHaveLength(2);
    expect(modelsOf(edited(before, 'third')).map(({ name }) => name)).toEqual(['fct_sales', 'other', 'third']);
  });

  it('adds a list where there are other ones', () => {
    const text = edited('sources:\n  - name: landing');
    expect(parse(text)).toMatchObject({ sources: [{ name: 'landing' }], models: [{ name: 'fct_sales' }] });
  });

  it('is nothing where all is described, and refuses what is no YAML', () => {
    expect(skeletonEdit(edited(''), 'models', 'fct_sales', columns)).toBeUndefined();
    expect(() => skeletonEdit('models: [', 'models', 'x', columns)).toThrow();
  });
});
