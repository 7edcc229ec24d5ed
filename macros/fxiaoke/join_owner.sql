{# The join that finds the user behind the name of a record's owner, as `owners`. #}
{% macro join_owner(records='records') -%}
left join {{ ref('base_fxiaoke__owners') }} as owners
    on owners.owner_id is null and {{ sales_kpis.employee_key(records ~ '.owner') }} = owners.name_key
{%- endmacro %}
