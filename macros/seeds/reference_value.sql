{# A text of reference data in a type; null where it is no value of it. #}
{% macro reference_value(text, type) %}
  {%- set number = "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$" -%}
  {%- set formats = {
    'date': "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    'integer': "^[+-]?[0-9]+$",
    'boolean': "^(?i)(true|false|1|0|yes|no)$",
    'double': number,
  } -%}
  {%- set value = 'try_cast(' ~ text ~ ' as ' ~ type ~ ')' -%}
  {{ return("case when regexp_matches(" ~ text ~ ", '" ~ formats.get(type, '.*') ~ "')"
    ~ (' and isfinite(' ~ value ~ ')' if type == 'double' else '') ~ ' then ' ~ value ~ ' end') }}
{% endmacro %}
