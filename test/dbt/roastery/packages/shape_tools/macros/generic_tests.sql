{% test unique_together(model, columns) %}
    select {{ columns | join(', ') }}, count(*) as times
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}

{% test as_many_rows_as(model, other) %}
    select a.times, b.times as expected
    from (select count(*) as times from {{ model }}) a
    cross join (select count(*) as times from {{ other }}) b
    where a.times <> b.times
{% endtest %}

{% test within(model, column_name, least, most) %}
    select {{ column_name }} from {{ model }} where not ({{ column_name }} between {{ least }} and {{ most }})
{% endtest %}
