with days as (
    {{ shape_tools.date_spine('day', "date '2026-01-01'", "date '2026-03-01'") }}
)

select days.day_start::date as day, count(b.batch_id) as batches
from days
left join {{ ref('newest_batches') }} b on b.roasted_on = days.day_start::date
group by 1
