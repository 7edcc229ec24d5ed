with

-- a reschedule chain is one meeting, told by its latest instance and dated by its first invitation
chains as (
    select
        *,
        case
            when has_invitation_answers then is_answered or has_started
            else has_started
        end as is_mature_meeting,
        case
            when has_invitation_answers then coalesce(response = 'accepted', false)
            else (outcome is distinct from 'canceled')
        end as is_accepted
    from {{ ref('fct_meetings') }}
    where is_counted_instance
),

self_booked as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        count(*) as self_booked_count
    from {{ in_periods_and_scopes('chains', 'first_invited_on') }}
    where is_self_booked
    group by period_type, period_start, scope_type, scope_id
),

methods as (
    select
        case
            when max(case when has_invitation_answers then 1 else 0 end) = 1 then 'invitation_answer'
            else 'outcome_proxy'
        end as method
    from {{ ref('fct_meetings') }}
),

measures as (
    select
        period_type,
        period_start,
        scope_type,
        scope_id,
        count(case when is_accepted then 1 end) as numerator,
        count(*) as denominator,
        count(*) as sample_size,
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
    from {{ in_periods_and_scopes('chains', 'first_invited_on') }}
    where not is_self_booked and not is_withdrawn_before_answer and is_mature_meeting
    group by period_type, period_start, scope_type, scope_id
),

{{ kpi_rows(
    'meeting_acceptance_rate',
    others=['response_rate', 'show_rate', 'no_show_rate', 'outcome_unknown_rate'],
    interval_units='sample_size',
) }}

select
    {{ kpi_shared_columns() }},
    response_rate,
    show_rate,
    no_show_rate,
    outcome_unknown_rate,
    case when has_required_exports then coalesce(self_booked.self_booked_count, 0) end as self_booked_count,
    methods.method
from kpi_rows
left join self_booked using (period_type, period_start, scope_type, scope_id)
cross join methods
