{#
  The typed value of a cleaned cell, by the contract of its column; null where the cell does not fit it.
  Time zones are looked up in a join that parse_export makes.
#}
{% macro parse_cell(column, text) -%}
    {%- if column.type == 'timestamp' -%} {{ sales_kpis.parse_timestamp(text) }}
    {%- elif column.type == 'date' -%} {{ sales_kpis.parse_date(text) }}
    {%- elif column.type == 'number' -%} {{ sales_kpis.parse_number(text, column.min, column.max) }}
    {%- elif column.type == 'boolean' -%} {{ sales_kpis.parse_boolean(text) }}
    {%- elif column.type == 'enum' -%} {{ sales_kpis.parse_enum(text, column.accepted) }}
    {%- elif column.type == 'time_zone' -%} zones_of_{{ column.field }}.time_zone
    {%- elif column.type in ('text', 'id') -%} {{ text }}
    {%- else -%} {{ exceptions.raise_compiler_error('Column ' ~ column.name ~ ' has the unknown type ' ~ column.type ~ ' in its contract.') }}
    {%- endif -%}
{%- endmacro %}


{# A default of the contract as a value of the column's type. #}
{% macro default_value(column) -%}
    {%- if column.type == 'boolean' -%} {{ 'true' if column.default else 'false' }}
    {%- elif column.type == 'number' -%} cast({{ column.default }} as {{ sales_kpis.type_double() }})
    {%- else -%} {{ sales_kpis.text_literal(column.default) }}
    {%- endif -%}
{%- endmacro %}


{# What a cell that is not blank and does not fit is called in rejected_records. #}
{% macro cell_reason(column) -%}
    {{ return({
        'timestamp': 'bad_timestamp',
        'date': 'bad_date',
        'number': 'bad_number',
        'boolean': 'bad_boolean',
        'enum': 'not_accepted_value',
        'time_zone': 'bad_time_zone',
    }[column.type]) }}
{%- endmacro %}
