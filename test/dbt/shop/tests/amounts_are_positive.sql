select * from {{ ref('fct_sales') }} where amount <= 0
