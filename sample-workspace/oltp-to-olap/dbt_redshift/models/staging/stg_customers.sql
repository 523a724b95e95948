select
    customer_id,
    name,
    email,
    region,
    -- The unknown customer was never changed.
    nvl(updated_at, '2020-01-01'::timestamp) as updated_at
from {{ source('lake', 'customers') }}
