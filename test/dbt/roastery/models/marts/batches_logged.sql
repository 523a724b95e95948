{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='ignore') }}
select batch_id, kilos, changed_at
from {{ ref('newest_batches') }}
{% if is_incremental() %}
where changed_at > (select coalesce(max(changed_at), '1900-01-01') from {{ this }})
{% endif %}
