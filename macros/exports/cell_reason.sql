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
