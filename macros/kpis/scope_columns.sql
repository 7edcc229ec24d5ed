{# scope_type and scope_id of a record with team_id and rep_id, beside join_scopes(). #}
{% macro scope_columns(records) -%}
scopes.scope_type,
            case scopes.scope_type
                when 'company' then 'all'
                when 'team' then {{ records }}.team_id
                else {{ records }}.rep_id
            end as scope_id
{%- endmacro %}
