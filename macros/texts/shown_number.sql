{# A number as people read it, by its unit: 1,234.5, 63.1 %, 250,000. `trimmed` takes decimals that are zero off. NULL stays NULL. #}
{% macro shown_number(number, unit, trimmed=false) -%}
case {{ unit }}
            {%- for code, formats in dict(unit_formats(), other=default_format()).items() %}
            {%- set text = grouped_number('100 * ' ~ number if code == 'rate' else number, formats.decimals) %}
            {%- if trimmed and formats.decimals %}
            {%- set text = without_end(without_end(text, '0'), '.') %}
            {%- endif %}
            {{ 'else' if code == 'other' else "when '" ~ code ~ "' then" }} {{ text }}{{ " || ' %'" if code == 'rate' }}
            {%- endfor %}
        end
{%- endmacro %}
