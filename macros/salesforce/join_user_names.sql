{# The join that owner_key needs. #}
{% macro join_user_names(record) -%}
    left join {{ ref('base_salesforce__user_names') }} as user_names
    on {{ record }}.owner_id is null and lower(trim({{ record }}.owner_name)) = user_names.name_key
{%- endmacro %}
