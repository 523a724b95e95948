{#- The whole numbers from 0 to below a power of ten. Redshift's generate_series runs on the leader node only and cannot
    be joined with tables. -#}
{% macro numbers_to(limit) %}
{%- set digits = (limit - 1) | string | length -%}
select
    {% for place in range(digits) -%}
    d{{ place }}.n * {{ 10 ** place }}{{ ' + ' if not loop.last }}
    {%- endfor %} as n
from
    {% for place in range(digits) -%}
    (
        select 0 as n union all select 1 union all select 2 union all select 3 union all select 4
        union all select 5 union all select 6 union all select 7 union all select 8 union all select 9
    ) d{{ place }}{{ ' cross join ' if not loop.last }}
    {%- endfor %}
{% endmacro %}
