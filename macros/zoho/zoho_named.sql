{#
  A join that finds the record which a look-up names, where the name means a single one; `record_type` is accounts or
  deals, and the columns of base_zoho__record_names are in reach as `alias`.
#}
{% macro zoho_named(record_type, name, alias) -%}
left join {{ ref('base_zoho__record_names') }} as {{ alias }}
        on {{ alias }}.record_type = '{{ record_type }}' and lower({{ name }}) = {{ alias }}.record_name
{%- endmacro %}
