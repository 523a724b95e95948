{% macro log_counts() %}
  {% if execute %}{{ log('Finished ' ~ results | length ~ ' nodes') }}{% endif %}
{% endmacro %}
