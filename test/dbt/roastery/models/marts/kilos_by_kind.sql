{%- set kinds = shape_tools.column_values(ref('stg_batches'), 'kind') %}
select
    farm_id,
    {{ shape_tools.pivot('kind', kinds, then_value='kilos', prefix='kilos_') }}
from {{ ref('newest_batches') }}
group by farm_id
