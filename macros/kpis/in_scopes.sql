{#
  One row per record and scope, as `records`, of a relation that has a row per period already. What it has of the record's
  export and id finds the slices, which have no weeks; `record=none` leaves them out. A relation without periods says so.
#}
{% macro in_scopes(relation, record=['facts.export', 'facts.record_id'], has_periods=true) %}
(
        select
            facts.*,
            {{ scope_columns('facts') }}
        from {{ relation }} as facts
        {{ join_scopes() }}
        {%- if record and variable('slices') %}
        union all
        select
            facts.*,
            slices.scope_type,
            slices.scope_id
        from {{ relation }} as facts
        {{ join_slices(record) }}
        {%- if has_periods %}
        where {{ is_slice_period('facts') }}
        {%- endif %}
        {%- endif %}
    ) as records
{%- endmacro %}
