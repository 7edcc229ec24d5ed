{# Whether a value is in a list that a cell holds, joined with semicolons: the specification's form of required_exports and scopes. #}
{% macro is_listed(value, list) -%}
    ';' || replace({{ list }}, ' ', '') || ';' like '%;' || {{ value }} || ';%'
{%- endmacro %}
