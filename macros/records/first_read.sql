{#
  The first of several columns of an export that is filled, as coalesce gives it, but NULL where that one's cell cannot be
  read: what a cell says must not be taken from the next one. Columns by the names that the export gives them; `otherwise`: what to read of the last.
#}
{% macro first_read(columns, records=none, otherwise=none) -%}
    {%- set alias = records ~ '.' if records else '' -%}
    case
            {%- for column in columns[:-1] %}
            when {{ sales_kpis.is_unread(column, alias ~ '_rejected_cells') }} then null
            when {{ alias ~ sales_kpis.snake_case(column) }} is not null then {{ alias ~ sales_kpis.snake_case(column) }}
            {%- endfor %}
            else {{ otherwise or alias ~ sales_kpis.snake_case(columns | last) }}
        end
{%- endmacro %}
