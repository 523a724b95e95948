{# One text that is the same for rows with the same values, and only for those. #}
{% macro surrogate_key(columns) %}
    {{ return(adapter.dispatch('surrogate_key', 'shape_tools')(columns)) }}
{% endmacro %}

{% macro default__surrogate_key(columns) %}
    {%- set parts = [] -%}
    {%- for column in columns -%}
        {%- do parts.append("coalesce(cast(" ~ column ~ " as varchar(256)), '(null)')") -%}
    {%- endfor -%}
    md5({{ parts | join(" || '|' || ") }})
{%- endmacro %}
