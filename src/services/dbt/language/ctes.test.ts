import { describe, expect, it } from 'vitest';
import { cteQuery, ctesOf } from './ctes.ts';

const model = `{{ config(materialized='table') }}
-- with nothing as (
with paid as (
    select *, (1 + 2) as x from {{ ref('paid_orders') }} where name = ') as ('
),
joined (id) as (
    with inner_one as (select 1) select * from inner_one
)
select * from joined
`;

describe('ctesOf', () => {
  it('finds the outermost expressions, past comments, texts and templates', () => {
    expect(ctesOf(model).map(({ name }) => name)).toEqual(['paid', 'joined']);
  });

  it('passes settings over several lines with templates in their texts', () => {
    const head = `{{ config(
    materialized='incremental',
    meta={'owner': {'team': 'sales'}},
    pre_hook="create table if not exists {{ target.schema }}.audit (at timestamp)",
    post_hook='insert into {{ target.schema }}.audit select \\'it is done }}\\''
) }}
{% set names = ['with', "as ("] %}
`;
    expect(ctesOf(head + model.slice(model.indexOf('\n') + 1)).map(({ name }) => name)).toEqual(['paid', 'joined']);
  });

  it('gives a query for each that has those before it', () => {
    const [paid, joined] = ctesOf(model);
    expect(cteQuery(model, paid!)).toMatch(/where name = '\) as \('\n\)\nselect \* from paid\n$/);
    expect(cteQuery(model, joined!)).toMatch(/from inner_one\n\)\nselect \* from joined\n$/);
  });

  it('finds none where there is none', () => {
    expect(ctesOf('select 1 as one')).toEqual([]);
    expect(ctesOf('with open as (select')).toEqual([]);
  });
});
