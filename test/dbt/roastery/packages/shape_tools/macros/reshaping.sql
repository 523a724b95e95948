{# The different values of a column, in order; none while dbt only parses. #}
{% macro column_values(relation, column) %}
    {%- if not execute -%}
        {{ return([]) }}
    {%- endif -%}
    {%- set found = run_query('select distinct ' ~ column ~ ' from ' ~ relation ~ ' order by 1') -%}
    {{ return(found.columns[0].values() | list) }}
{% endmacro %}

{# A column for each value. #}
{% macro pivot(column, values, then_value='1', else_value='0', prefix='') %}
    {%- for value in values %}
    sum(case when {{ column }} = {{ dbt.string_literal(value) }} then {{ then_value }} else {{ else_value }} end)
        as {{ adapter.quote(prefix ~ value) }}{{ ',' if not loop.last }}
    {%- endfor %}
{% endmacro %}

{# A row for each column that is not kept. #}
{% macro unpivot(relation, keep, type, name_to='name', value_to='value') %}
    {%- set others = [] -%}
    {%- for column in adapter.get_columns_in_relation(relation) if column.name not in keep -%}
        {%- do others.append(column.name) -%}
    {%- endfor -%}
    {%- for column in others %}
    select
        {{ keep | join(', ') }},
        cast('{{ column }}' as varchar(128)) as {{ name_to }},
        cast({{ column }} as {{ type }}) as {{ value_to }}
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}

{# All rows of relations whose columns differ: what one lacks is null there. #}
{% macro union_relations(relations) %}
    {%- set columns = {} -%}
    {%- for relation in relations -%}
        {%- for column in adapter.get_columns_in_relation(relation) -%}
            {%- set known = columns.get(column.name) -%}
            {%- if known is none or (column.is_string() and column.string_size() > known.string_size()) -%}
                {%- do columns.update({column.name: column}) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for relation in relations %}
    {%- set own = adapter.get_columns_in_relation(relation) | map(attribute='name') | list %}
    (
        select
            cast({{ dbt.string_literal(relation.identifier) }} as varchar(128)) as came_from
            {%- for name, column in columns.items() %},
            cast({{ adapter.quote(name) if name in own else 'null' }} as {{ column.data_type }}) as {{ adapter.quote(name) }}
            {%- endfor %}
        from {{ relation }}
    )
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}

{# Of rows that are alike the first one. #}
{% macro deduplicate(relation, partition_by, order_by) %}
    {{ return(adapter.dispatch('deduplicate', 'shape_tools')(relation, partition_by, order_by)) }}
{% endmacro %}

{% macro default__deduplicate(relation, partition_by, order_by) %}
    with numbered as (
        select *, row_number() over (partition by {{ partition_by }} order by {{ order_by }}) as place
        from {{ relation }}
    )

    select {{ adapter.get_columns_in_relation(relation) | map(attribute='name') | join(', ') or '*' }}
    from numbered
    where place = 1
{% endmacro %}

{% macro redshift__deduplicate(relation, partition_by, order_by) %}
    select *
    from {{ relation }} as rows_of_it
    qualify row_number() over (partition by {{ partition_by }} order by {{ order_by }}) = 1
{% endmacro %}
