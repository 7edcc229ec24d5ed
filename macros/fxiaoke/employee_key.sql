{# What records of Fxiaoke know an employee by: the name in lower case, without the suffix of one who has left. #}
{% macro employee_key(name) -%}
    lower({{ sales_kpis.employee_name(name) }})
{%- endmacro %}
