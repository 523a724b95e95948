{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key=['batch_id', 'kind'], on_schema_change='sync_all_columns') }}
select
    batch_id,
    kind,
    {% if var('phase') == 1 %}roasted_on{% else %}kilos * 1000 as grams{% endif %},
    note
from {{ ref('newest_batches') }}
