{# A number as text with at most one decimal; the same text on every engine. #}
{% macro number_text(number) -%}
replace(replace(cast(cast({{ number }} as decimal(18, 1)) as {{ dbt.type_string() }}) || '|', '.0|', '|'), '|', '')
{%- endmacro %}
