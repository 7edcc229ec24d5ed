{# The name of a person: as a whole where the export has it, else put together. #}
{% macro zoho_full_name(whole) -%}
    coalesce({{ whole }}, nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''))
{%- endmacro %}
