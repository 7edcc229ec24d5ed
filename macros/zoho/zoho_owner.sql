{# A join that finds the user whom an owner column names, where the name means a single one, as `user_names`. #}
{% macro zoho_owner(name) -%}
left join {{ ref('base_zoho__user_names') }} as user_names
        on lower({{ name }}) = user_names.user_name
{%- endmacro %}
