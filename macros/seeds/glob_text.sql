{# The same for a place where DuckDB would read * ? [ as wildcards. #}
{% macro glob_text(path) %}
  {{ return(sales_kpis.sql_text(modules.re.sub('([*?\\[])', '[\\1]', path))) }}
{% endmacro %}
