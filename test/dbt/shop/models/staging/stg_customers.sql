select
    customer_id,
    {{ text_tools.tidy('name') }} as name,
    region
from {{ ref('raw_customers') }}
