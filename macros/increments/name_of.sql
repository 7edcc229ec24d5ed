{# schema.name of a relation. #}
{% macro name_of(relation) %} {{ return(relation.schema ~ '.' ~ relation.identifier) }} {% endmacro %}
