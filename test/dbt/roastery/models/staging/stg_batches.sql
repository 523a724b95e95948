select
    batch_id,
    farm_id,
    kind,
    roasted_on,
    kilos,
    -- As long as the longest text of the time, as a source system might have it.
    nullif(note, '')::varchar({{ 8 if var('phase') == 1 else 80 }}) as note,
    changed_at
from {{ ref('raw_batches') }}
