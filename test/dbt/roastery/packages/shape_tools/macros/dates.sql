{# Numbers from 1 on, by powers of two, as a warehouse need not have a series of its own. #}
{% macro numbers(powers) %}
    with bits as (select 0 as bit union all select 1)

    select 1 {%- for i in range(powers) %} + b{{ i }}.bit * {{ 2 ** i }} {%- endfor %} as number
    from bits b0
    {%- for i in range(1, powers) %} cross join bits b{{ i }} {%- endfor %}
{% endmacro %}

{# The beginnings of all parts of a date range, the last one not included. #}
{% macro date_spine(part, first, last) %}
    select {{ part }}_start
    from (
        select {{ dbt.dateadd(part, 'number - 1', first) }} as {{ part }}_start
        from ({{ shape_tools.numbers(10) }}) numbered
    ) starts
    where {{ part }}_start < {{ last }}
{% endmacro %}
