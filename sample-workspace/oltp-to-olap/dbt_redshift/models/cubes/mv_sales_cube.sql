{{ config(materialized='materialized_view', auto_refresh=false) }}

SELECT region, DATE_TRUNC('month', order_date) AS month, SUM(amount) AS total_sales
FROM {{ ref('fct_sales') }}
GROUP BY region, DATE_TRUNC('month', order_date)
