{# Columns that a text takes in a terminal: wide and full-width characters (Unicode TR 11) take two. #}
{% macro display_width(text) -%}
    {{ return(modules.re.sub('[' ~ sales_kpis.wide_characters() ~ ']', '..', text) | length) }}
{%- endmacro %}
