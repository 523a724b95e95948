select
    order_id,
    customer_id,
    cast(ordered_at as date) as order_date,
    cast(amount as numeric(12, 2)) as amount
from {{ ref('raw_orders') }}
where status = 'paid'
