{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='order_id',
        on_schema_change='fail',
        dist='customer_id',
        sort='order_date',
        post_hook="{{ delete_gone('order_id', ref('stg_orders')) }}"
    )
}}

-- The table stays (it is not made anew), so that the materialized view on it stays too and can be refreshed.
with sales as (

    SELECT
      o.order_id,
      o.customer_id,
      c.region,
      o.order_date,
      o.amount,
      c.natural_region,
      o.product_id,
      o.category,
      o.quantity
    FROM {{ ref('stg_orders') }} o
    JOIN {{ ref('dim_customer') }} c USING (customer_id)

)

select * from sales
{% if is_incremental() %}
-- Whatever is new or reads differently now, also when a late file brought it or its customer moved: no column of
-- times could say that.
except
select order_id, customer_id, region, order_date, amount, natural_region, product_id, category, quantity
from {{ this }}
{% endif %}
