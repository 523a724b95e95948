{# Text without surrounding blanks, in lower case. #}
{% macro tidy(column) -%}
lower(trim({{ column }}))
{%- endmacro %}
