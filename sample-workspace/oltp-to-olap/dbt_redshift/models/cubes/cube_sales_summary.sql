SELECT
  region,
  DATE_TRUNC('month', order_date) AS month,
  SUM(amount) AS total_sales,
  COUNT(DISTINCT order_id) AS num_orders
FROM {{ ref('fct_sales') }}
GROUP BY region, DATE_TRUNC('month', order_date)
