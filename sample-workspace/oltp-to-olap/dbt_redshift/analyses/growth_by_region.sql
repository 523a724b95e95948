-- How much each region sold more or less than in the month before; only full months compare well.
select
    region,
    month,
    total_sales,
    total_sales - lag(total_sales) over (partition by region order by month) as change,
    round(100.0 * total_sales / sum(total_sales) over (partition by month), 2) as share_of_month
from {{ ref('cube_sales_summary') }}
order by region, month
