{% snapshot farms_by_value %}
{{ config(unique_key='farm_id', strategy='check', check_cols=['name', 'rating']) }}
select farm_id, name, rating from {{ ref('raw_farms') }}
{% endsnapshot %}
