{%- set kinds = shape_tools.column_values(ref('stg_batches'), 'kind') %}
with pivoted as (
    select sum({% for kind in kinds %}kilos_{{ kind }}{{ ' + ' if not loop.last }}{% else %}0{% endfor %}) as kilos
    from {{ ref('kilos_by_kind') }}
)

select pivoted.kilos, b.kilos as expected
from pivoted
cross join (select sum(kilos) as kilos from {{ ref('newest_batches') }}) b
where pivoted.kilos <> b.kilos
