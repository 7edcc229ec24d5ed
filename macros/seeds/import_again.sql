{# What to do about an import that is not whole. #}
{% macro import_again(folder) %}
  {{ return('Import again: make import FROM=/path/to/downloads TO=' ~ folder ~ '. Files of your own go into the folder itself, not into those of its systems.') }}
{% endmacro %}
