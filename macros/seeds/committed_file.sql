{# The project's own file of a seed. #}
{% macro committed_file(seed) %} {{ return(seed.root_path ~ '/' ~ seed.original_file_path) }} {% endmacro %}
