{# The rows of a query, without the work that run_query makes of them: they are not made a table, whose columns' types are guessed. #}
{% macro rows_of(query) %}
  {{ return(adapter.add_query(query, auto_begin=false)[1].fetchall()) }}
{% endmacro %}
