{{ config(materialized='ephemeral') }}
{{ shape_tools.deduplicate(ref('stg_batches'), partition_by='batch_id', order_by='changed_at desc') }}
