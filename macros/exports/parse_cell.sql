{#
  The typed value of a cleaned cell, by the contract of its column; null where the cell does not fit it.
  Time zones and mapped values are looked up in joins that parse_export makes.
#}
{% macro parse_cell(column, text) -%}
    {%- if column.type == 'timestamp' -%} {{ sales_kpis.parse_timestamp(text, column.day) }}
    {%- elif column.type == 'date' -%} {{ sales_kpis.parse_date(text) }}
    {%- elif column.type == 'number' -%} {{ sales_kpis.parse_number(text, column.min, column.max) }}
    {%- elif column.type == 'boolean' -%} {{ sales_kpis.parse_boolean(text) }}
    {%- elif column.mapped_as -%} lower(values_of_{{ column.field }}.value)
    {%- elif column.type == 'enum' -%} {{ sales_kpis.parse_enum(text, column.accepted) }}
    {%- elif column.type == 'time_zone' -%} zones_of_{{ column.field }}.time_zone
    {%- elif column.type in ('text', 'id') -%} {{ text }}
    {%- else -%} {{ exceptions.raise_compiler_error('Column ' ~ column.name ~ ' has the unknown type ' ~ column.type ~ ' in its contract.') }}
    {%- endif -%}
{%- endmacro %}
