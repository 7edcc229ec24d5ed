{# The slices of a record, by its export and id. #}
{% macro join_slices(record) -%}
inner join {{ ref('dim_record_slices') }} as slices on slices.export = {{ record[0] }} and slices.record_id = {{ record[1] }}
{%- endmacro %}
