{{ config(dist='all', sort='date_day') }}

-- Every day from the first order's month to the end of the last one's year, also those on which nothing was sold.
with bounds as (
    select
        date_trunc('month', min(order_date))::date as first_day,
        (date_trunc('year', max(order_date)) + interval '1 year')::date as end_day
    from {{ ref('stg_orders') }}
),

days as (
    select dateadd(day, numbers.n, bounds.first_day)::date as date_day
    from bounds
    cross join ({{ numbers_to(10000) }}) numbers
    where dateadd(day, numbers.n, bounds.first_day) < bounds.end_day
)

select
    date_day,
    date_part(year, date_day)::int as year,
    date_part(quarter, date_day)::int as quarter,
    date_part(month, date_day)::int as month,
    to_char(date_day, 'YYYY-MM') as year_month,
    date_part(week, date_day)::int as iso_week,
    -- 0 is Sunday.
    date_part(dow, date_day)::int as day_of_week,
    date_part(dow, date_day) in (0, 6) as is_weekend
from days
