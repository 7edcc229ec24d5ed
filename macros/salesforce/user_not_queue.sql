{# The user in an owner column; null where a queue owns the record. #}
{% macro user_not_queue(owner_id) -%}
    case when substr({{ owner_id }}, 1, 3) <> '00G' then {{ owner_id }} end
{%- endmacro %}
