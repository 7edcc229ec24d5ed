{# The declared type of a column of reference data; '' for text. #}
{% macro reference_type(seed, column) %}
  {%- set type = (seed.config.column_types or {}).get(column, 'string') -%}
  {{ return('' if type == 'string' else type) }}
{% endmacro %}
