{# Of a column that is required only where the file has it: the condition that some row has a cell in it. #}
{% macro and_filled(contract, column, present, raw) -%}
    {%- if column.required == 'where_present' %} and exists (select 1 from {{ raw }} as filled_rows where {{ sales_kpis.export_cell(contract, column, present) }} is not null){% endif -%}
{%- endmacro %}
