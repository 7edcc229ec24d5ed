{# The id of the record that a reference means; one that is not in the export stays as it is. #}
{% macro survivor_of(name) -%}
coalesce({{ name }}.survivor_id, records.{{ name }}_id)
{%- endmacro %}
