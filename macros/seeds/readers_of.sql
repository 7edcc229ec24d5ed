{# What of a run reads or writes the warehouse's own tables: unit tests bring their own rows. #}
{% macro readers_of(selected) %}
  {%- set readers = [] -%}
  {%- for id in selected if not id.startswith('unit_test.') -%}
    {%- do readers.append(id) -%}
  {%- endfor -%}
  {{ return(readers) }}
{% endmacro %}
