{{ config(
    materialized='incremental',
    unique_key='order_id',
    incremental_strategy='delete+insert',
    pre_hook="create table if not exists {{ target.schema }}.audit (loaded_at timestamp)",
    post_hook="insert into {{ target.schema }}.audit values (now())"
) }}
with paid as (
    select * from {{ ref('paid_orders') }}
),
joined as (
    select
        paid.order_id,
        paid.customer_id,
        dim_customer.region,
        paid.ordered_at,
        paid.amount
    from paid
    left join {{ ref('dim_customer') }} as dim_customer
        on dim_customer.customer_id = paid.customer_id
)
select * from joined
{% if is_incremental() %}
where ordered_at >= (select max(ordered_at) from {{ this }})
{% endif %}
