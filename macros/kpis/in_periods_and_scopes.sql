{#
    One row per record, period and scope, as `records`: every record is in the week, month, quarter and year of its
    date, for the company, its team and its rep, and, but for the week, for its slices. The relation has team_id and rep_id, and what `record` says
    of the record's export and id, which finds the slices; `record=none` leaves them out.
#}
{% macro in_periods_and_scopes(relation, date_column, record=['facts.export', 'facts.record_id']) %}
(
        select
            facts.*,
            days.period_type,
            days.period_start,
            {{ scope_columns('facts') }}
        from {{ relation }} as facts
        inner join {{ ref('dim_period_days') }} as days on facts.{{ date_column }} = days.date_day
        {{ join_scopes() }}
        {%- if record and variable('slices') %}
        union all
        select
            facts.*,
            days.period_type,
            days.period_start,
            slices.scope_type,
            slices.scope_id
        from {{ relation }} as facts
        inner join {{ ref('dim_period_days') }} as days on facts.{{ date_column }} = days.date_day
        {{ join_slices(record) }}
        where {{ is_slice_period('days') }}
        {%- endif %}
    ) as records
{%- endmacro %}
