{# The name as the system writes it where a record names the person: the whole, else the given name before the family name. #}
{% macro written_name(whole, given, family) -%}
coalesce({{ whole }}, nullif(trim(coalesce({{ given }}, '') || ' ' || coalesce({{ family }}, '')), ''))
{%- endmacro %}
