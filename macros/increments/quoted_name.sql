{# schema.name as SQL text. #}
{% macro quoted_name(name) %}
  {{ return(adapter.quote(name.split('.', 1)[0]) ~ '.' ~ adapter.quote(name.split('.', 1)[1])) }}
{% endmacro %}
