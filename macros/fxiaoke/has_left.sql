{# Whether the name of an employee of Fxiaoke carries the suffix of one who has left. #}
{% macro has_left(name) -%}
    coalesce(({{ name }} <> {{ sales_kpis.employee_name(name) }}), false)
{%- endmacro %}
