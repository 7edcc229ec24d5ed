with

records as (
    select *
    from {{ ref('records_meeting_acceptance_rate') }}
),

measures as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        case
            when max(case when has_invitation_answers then 1 else 0 end) = 0 then null
            else {{ safe_divide('count(case when is_answered then 1 end)', 'count(*)') }}
        end as response_rate,
        {{ safe_divide("count(case when outcome = 'held' then 1 end)", "count(case when outcome in ('held', 'no_show') then 1 end)") }}
            as show_rate,
        {{ safe_divide("count(case when outcome = 'no_show' then 1 end)", "count(case when outcome in ('held', 'no_show') then 1 end)") }}
            as no_show_rate,
        {{ safe_divide(
            "count(case when has_started and outcome = 'scheduled' then 1 end)",
            'count(case when has_started then 1 end)',
        ) }} as outcome_unknown_rate
    from {{ in_periods_and_scopes('records', 'counted_on') }}
    group by period_type, period_start, scope_type, scope_id
),

self_booked_meetings as (
    select *
    from {{ ref('fct_meetings') }}
    where is_counted_instance and is_self_booked
),

self_booked as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        count(*) as meetings
    from {{ in_periods_and_scopes('self_booked_meetings', 'first_invited_on', ["'meetings'", 'facts.chain_id']) }}
    group by period_type, period_start, scope_type, scope_id
),

methods as (
    select
        case
            when max(case when has_invitation_answers then 1 else 0 end) = 1 then 'invitation_answer'
            else 'outcome_proxy'
        end as method
    from {{ ref('fct_meetings') }}
)

select
    {{ kpi_shared_columns() }},
    measures.response_rate,
    measures.show_rate,
    measures.no_show_rate,
    measures.outcome_unknown_rate,
    {{ count_of('meetings', 'self_booked') }} as self_booked_count,
    methods.method
from {{ ref('kpi_values') }} as kpi_rows
{{ join_measures() }}
{{ join_measures('self_booked') }}
cross join methods
where kpi_rows.kpi_id = 'meeting_acceptance_rate'
