import { describe, expect, it } from 'vitest';
import { aliasesIn, placeAt, writingAt } from './places.ts';

const model = `with paid as (
    select * from {{ ref('paid_orders') }}
)
select {{ cents_to_euros('amount') }}, orders.customer_id
from {{ source('landing', 'raw_orders') }} as orders
join {{ ref('text_tools', 'names') }} n on true
`;
/** The offset of the mark `|` in a text, and the text without it. */
const marked = (text: string) => [text.replace('|', ''), text.indexOf('|')] as const;

describe('placeAt', () => {
  it('finds references, sources and macros', () => {
    expect(placeAt(model, model.indexOf('paid_orders'))).toMatchObject({ kind: 'ref', name: 'paid_orders' });
    expect(placeAt(model, model.indexOf('names'))).toMatchObject({ kind: 'ref', name: 'names', package: 'text_tools' });
    expect(placeAt(model, model.indexOf('raw_orders'))).toMatchObject({
      kind: 'source',
      source: 'landing',
      table: 'raw_orders',
    });
    expect(placeAt(model, model.indexOf('cents_to') + 3)).toMatchObject({ kind: 'macro', name: 'cents_to_euros' });
  });

  it('finds the column of an alias', () => {
    expect(placeAt(model, model.indexOf('customer_id') + 2)).toMatchObject({ kind: 'word', name: 'customer_id' });
    expect(placeAt(model, model.indexOf('orders.customer_id') + 1)).toMatchObject({ kind: 'word', name: 'orders' });
  });
});

describe('writingAt', () => {
  it.each([
    ["select * from {{ ref('fct|", { kind: 'ref', typed: 'fct' }],
    ["select * from {{ ref('tools', '|", { kind: 'ref', package: 'tools', typed: '' }],
    ["from {{ source('land|", { kind: 'source', typed: 'land' }],
    ["from {{ source('landing', 'raw|') }}", { kind: 'table', source: 'landing', typed: 'raw' }],
    ['select {{ cents| }}', { kind: 'template', typed: 'cents' }],
    ['select {{ a }}, orders.cus|', { kind: 'column', alias: 'orders', typed: 'cus' }],
    ['select cus|', { kind: 'sql', typed: 'cus' }],
  ])('%s', (text, expected) => {
    expect(writingAt(...marked(text))).toMatchObject(expected);
  });
});

describe('aliasesIn', () => {
  it('gives what each alias stands for, CTEs of one relation included', () => {
    const aliases = aliasesIn(model);
    expect(aliases.get('paid')).toEqual({ name: 'paid_orders', source: undefined });
    expect(aliases.get('orders')).toEqual({ name: 'raw_orders', source: 'landing' });
    expect(aliases.get('n')).toEqual({ name: 'names', source: undefined });
  });

  it('takes no keyword for an alias', () => {
    expect([...aliasesIn("select 1 from {{ ref('a') }} where true").keys()]).toEqual(['a']);
  });
});
