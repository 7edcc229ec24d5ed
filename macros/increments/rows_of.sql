{# The rows of a query, without the work that run_query makes of them. #}
{% macro rows_of(query) %}
  {{ return(adapter.execute(query, auto_begin=false, fetch=true)[1].rows) }}
{% endmacro %}
