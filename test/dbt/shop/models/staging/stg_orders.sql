{# Orders of known amount, in euros. #}
select
    order_id,
    customer_id,
    ordered_at,
    {{ cents_to_euros('amount_cents') }} as amount
-- depends_on: {{ ref("raw_orders") }}
from {{ source('landing', 'raw_orders') }}
where amount_cents >= {{ var('smallest_order') }}
