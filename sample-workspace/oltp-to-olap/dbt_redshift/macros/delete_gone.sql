{#- For an incremental model's post-hook: removes the rows whose key the source has no more. -#}
{% macro delete_gone(key, source_relation) %}
{% if is_incremental() %}
delete from {{ this }}
where {{ key }} not in (select {{ key }} from {{ source_relation }})
{% endif %}
{% endmacro %}
