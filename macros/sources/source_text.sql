{# What an export is read from, as notes and messages say it; '' for files. #}
{% macro source_text(seed) %}
  {%- set source = sales_kpis.source_of(seed) -%}
  {{ return('schema ' ~ source.schema ~ ' (' ~ source.loader ~ ')' if source else '') }}
{% endmacro %}
