{# An attainment as whole per cent, cut and not rounded, so that 99.9 % never reads as reached; "-" where there is none. #}
{% macro format_attainment(row) -%}
    {%- if row['attainment'] is none -%} {{ return('-') }} {%- endif -%}
    {%- set per_cent = (row['attainment'] | float * 100 + 0.000000001) | round(0, 'floor') -%}
    {{ return('> 999 %' if per_cent > 999 else '{:.0f} %'.format(per_cent)) }}
{%- endmacro %}
