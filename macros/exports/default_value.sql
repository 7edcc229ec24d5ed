{# A default of the contract as a value of the column's type. #}
{% macro default_value(column) -%}
    {%- if column.type == 'boolean' -%} {{ 'true' if column.default else 'false' }}
    {%- elif column.type == 'number' -%} cast({{ column.default }} as {{ sales_kpis.type_double() }})
    {%- else -%} {{ sales_kpis.text_literal(column.default) }}
    {%- endif -%}
{%- endmacro %}
