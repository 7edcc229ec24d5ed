{# The folder of var exports_dir without a slash at its end; '' where the project's own files are read. #}
{% macro exports_folder() %}
  {%- set folder = (variable('exports_dir') or '') | string | trim -%}
  {{ return((folder.rstrip('/') or '/') if folder else '') }}
{% endmacro %}
