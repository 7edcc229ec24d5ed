{# How long a text of an export may be to be shown: ids and values of lists are shorter. #}
{% macro longest_public_text() %} {{ return(60) }} {% endmacro %}
