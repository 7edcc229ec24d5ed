{# Whether the database of a source is a file of DuckDB. #}
{% macro is_database_file(database) %} {{ return(database is string and ('/' in database or '.' in database)) }} {% endmacro %}
