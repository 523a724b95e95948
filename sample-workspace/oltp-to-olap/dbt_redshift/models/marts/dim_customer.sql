{{ config(dist='all', sort='customer_id') }}

select
    c.customer_id,
    c.name,
    c.email,
    c.region,
    coalesce(r.natural_region, 'Unknown') as natural_region
from {{ ref('stg_customers') }} c
left join {{ ref('regions') }} r on r.region = c.region
