{# An instant so many seconds, minutes, hours or days of 24 hours later; `count` is a number, or an expression of whole ones. #}
{% macro add_time(instant, count, unit) -%}
    {{ return(adapter.dispatch('add_time', 'sales_kpis')(instant, count, unit)) }}
{%- endmacro %}

{% macro default__add_time(instant, count, unit) -%}
    {%- if count is number -%}
    ({{ instant }} {{ '-' if count < 0 else '+' }} interval '{{ (('%.6f' % (count | abs)).rstrip('0')).rstrip('.') }}' {{ unit }})
    {%- else -%}
    ({{ instant }} + {{ count }} * interval '1' {{ unit }})
    {%- endif -%}
{%- endmacro %}

{% macro snowflake__add_time(instant, count, unit) -%}
    {%- set whole = sales_kpis.in_whole_units(count, unit) -%}
    timestampadd({{ whole.unit }}, {{ whole.count }}, {{ instant }})
{%- endmacro %}

{% macro bigquery__add_time(instant, count, unit) -%}
    {%- set whole = sales_kpis.in_whole_units(count, unit) -%}
    timestamp_add({{ instant }}, interval {{ whole.count }} {{ whole.unit }})
{%- endmacro %}

{% macro redshift__add_time(instant, count, unit) -%}
    {%- set whole = sales_kpis.in_whole_units(count, unit) -%}
    dateadd({{ whole.unit }}, {{ whole.count }}, {{ instant }})
{%- endmacro %}

{# A part of a second as microseconds: {count, unit}. #}
{% macro in_whole_units(count, unit) -%}
    {%- if count is number and count != count | int -%} {{ return({'count': (count * 1000000) | round | int, 'unit': 'microsecond'}) }}
    {%- else -%} {{ return({'count': count, 'unit': unit}) }}
    {%- endif -%}
{%- endmacro %}
