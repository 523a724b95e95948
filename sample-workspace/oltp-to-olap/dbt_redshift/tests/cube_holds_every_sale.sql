-- The cube's sums are the fact's: gives a row when they are not.
with cube as (
    select sum(total_sales) as sales, sum(num_orders) as orders from {{ ref('cube_sales_summary') }}
),

fact as (
    select sum(amount) as sales, count(*) as orders from {{ ref('fct_sales') }}
)

select cube.sales, fact.sales as fact_sales, cube.orders, fact.orders as fact_orders
from cube
cross join fact
where cube.sales <> fact.sales or cube.orders <> fact.orders
