{# The three kinds of scope that every record belongs to. #}
{% macro join_scopes() -%}
cross join (
            select 'company' as scope_type
            union all
            select 'team'
            union all
            select 'rep'
        ) as scopes
{%- endmacro %}
