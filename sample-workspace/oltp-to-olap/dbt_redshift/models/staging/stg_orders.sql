select
    order_id,
    customer_id,
    product_id,
    category,
    quantity,
    amount,
    order_date,
    updated_at
from {{ source('lake', 'orders') }}
