{{ config(materialized='incremental', unique_key='customer_id', incremental_strategy='merge') }}
select
    customer_id,
    sum(amount) as total_sales,
    count(*) as orders
from {{ ref('fct_sales') }}
where customer_id is not null
group by customer_id
