{# The contact person that a record means: the id where it has one, else the only person of that name. #}
{% macro person_key(records, names) -%}
    coalesce({{ records }}.contact_person_id, case when {{ names }}.records = 1 then {{ names }}.id end)
{%- endmacro %}
