{{
    config(
        pre_hook="create table if not exists {{ target.schema }}.hooked (what varchar(20))",
        post_hook=[
            "insert into {{ target.schema }}.hooked select 'rows ' || count(*) from {{ this }}",
            {"sql": "analyze {{ this }}", "transaction": false},
        ],
    )
}}
select {{ shape_tools.surrogate_key(['batch_id', 'note']) }} as batch_key, batch_id, note
from {{ ref('newest_batches') }}
