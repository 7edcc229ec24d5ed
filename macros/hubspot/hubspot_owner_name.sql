{# The name of a person in an owner column, without the mark of a user who has left. #}
{% macro hubspot_owner_name(owner) -%}
    trim(replace(replace({{ owner }}, '(Deactivated User)', ''), '(Deactivated user)', ''))
{%- endmacro %}
