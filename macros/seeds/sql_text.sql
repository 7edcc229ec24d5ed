{# A path or any other text inside a quoted SQL text. #}
{% macro sql_text(text) %}
  {{ return((text | string).replace("'", "''")) }}
{% endmacro %}
