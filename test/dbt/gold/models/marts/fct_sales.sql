{{ config(
    materialized='table',
    dist='customer_id',
    sort='order_date',
    post_hook="analyze {{ this }}"
) }}
with paid as (
    select * from {{ ref('stg_orders') }}
),
sales as (
    select
        paid.order_id,
        paid.customer_id,
        customers.region,
        paid.order_date,
        paid.amount
    from paid
    left join {{ ref('raw_customers') }} as customers
        on customers.customer_id = paid.customer_id
)
select * from sales
