{#
    One row per record, period and scope, as `records`: every record is in the week, month, quarter and year of its
    date, for the company, its team and its rep. The relation has team_id and rep_id.
#}
{% macro in_periods_and_scopes(relation, date_column) %}
(
        select
            facts.*,
            days.period_type,
            days.period_start,
            {{ scope_columns('facts') }}
        from {{ relation }} as facts
        inner join {{ ref('dim_period_days') }} as days on facts.{{ date_column }} = days.date_day
        {{ join_scopes() }}
    ) as records
{%- endmacro %}
