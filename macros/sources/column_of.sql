{# A column of a table by its name in any case; none where the table has none of that name. #}
{% macro column_of(table, name) %} {{ return(table['columns'].get(name) or table['columns'].get((name or '') | lower)) }} {% endmacro %}
