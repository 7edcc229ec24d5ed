{# Why a cell that is not blank does not fit, as a SQL expression. #}
{% macro reason_of(column, text) -%}
    {%- if column.type == 'number' and (column.min is not none or column.max is not none) -%}
        case when {{ sales_kpis.parse_number(text) }} is null then 'bad_number' else 'out_of_range' end
    {%- elif column.is_bounded -%}
        case when {{ sales_kpis.parse_cell(column, text) }} is null then '{{ sales_kpis.cell_reason(column) }}' else 'out_of_range' end
    {%- else -%}
        '{{ sales_kpis.cell_reason(column) }}'
    {%- endif -%}
{%- endmacro %}
