{#
  The value of a variable that a run may set, once it is sound; models and macros read it here, so that none of them meets
  a value that nobody looked at. What is wrong with it stops dbt while it parses.
#}
{% macro variable(name) %}
  {%- set value = var(name) -%}
  {%- set fault = sales_kpis.variable_fault(name, value) -%}
  {%- if fault -%} {{ exceptions.raise_compiler_error(fault) }} {%- endif -%}
  {{ return(value) }}
{% endmacro %}
