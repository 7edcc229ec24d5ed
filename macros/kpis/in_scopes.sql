{# One row per record and scope, as `records`, of a relation that has a row per period already. #}
{% macro in_scopes(relation) %}
(
        select
            facts.*,
            {{ scope_columns('facts') }}
        from {{ relation }} as facts
        {{ join_scopes() }}
    ) as records
{%- endmacro %}
