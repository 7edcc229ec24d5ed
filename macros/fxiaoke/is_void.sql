{# Whether the life status (生命状态) of a record of Fxiaoke says that it was voided, which is how it deletes. #}
{% macro is_void(life_status) -%}
    coalesce(lower({{ life_status }}) in ('作废', '已作废', 'invalid', 'void'), false)
{%- endmacro %}
