{{ config(materialized='incremental', incremental_strategy='merge', unique_key='batch_id', on_schema_change='append_new_columns', dist='farm_id', sort='changed_at') }}
select
    batch_id,
    farm_id,
    kilos,
    note,
    {%- if var('phase') > 1 %}
    case when kilos >= 15 then 'large' else 'small' end as size,
    {%- endif %}
    changed_at
from {{ ref('newest_batches') }}
{% if is_incremental() %}
where changed_at > (select max(changed_at) from {{ this }})
{% endif %}
