select
  region,
  date_trunc('month', order_date) as month,
  sum(amount) as total_sales,
  count(distinct order_id) as num_orders
from {{ ref('fct_sales') }}
group by region, date_trunc('month', order_date)
