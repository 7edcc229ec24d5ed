{# A month by the name that people use: May 2026, 2026年5月. `day` is any of its days as YYYY-MM-DD. #}
{% macro format_month(day, language) -%}
    {%- set month = sales_kpis.scorecard_words(language)['months'][day[5:7] | int - 1] -%}
    {{ return(day[:4] ~ '年' ~ month if language == 'zh' else month ~ ' ' ~ day[:4]) }}
{%- endmacro %}
