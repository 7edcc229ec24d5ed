with

leads as (
    select *
    from {{ ref('fct_leads') }}
    -- which outcome came first is not known where the date of one cannot be read
    where
        qualified_at is not null
        and not {{ is_unread('disqualified_at', 'unreadable_columns') }}
        and not {{ is_unread('converted_at', 'unreadable_columns') }}
),

first_acceptances as (
    select
        lead_id,
        min(accepted_at) as accepted_at
    from {{ ref('fct_meetings') }}
    where is_external and accepted_at is not null
    group by lead_id
),

positive_outcomes as (
    select
        leads.*,
        case
            when first_acceptances.accepted_at is null then leads.converted_at
            when leads.converted_at is null then first_acceptances.accepted_at
            else {{ least_of(['first_acceptances.accepted_at', 'leads.converted_at']) }}
        end as positive_at
    from leads
    left join first_acceptances on leads.lead_id = first_acceptances.lead_id
),

-- a lead has one outcome, the earliest; the positive one wins a tie
outcomes as (
    select
        lead_id,
        rep_id,
        team_id,
        source,
        qualified_at,
        coalesce(positive_at <= disqualified_at, positive_at is not null) as is_positive,
        case when coalesce(positive_at <= disqualified_at, positive_at is not null) then positive_at else disqualified_at end as outcome_at
    from positive_outcomes
    where positive_at is not null or disqualified_at is not null
),

touches as (
    select
        outcomes.lead_id,
        count(*) as touches
    from outcomes
    inner join {{ ref('fct_activities') }} as activities
        on
            outcomes.lead_id = activities.lead_id
            -- an outcome before the qualification leaves no time for touches, not even for one of that day
            and not {{ is_before('outcomes.outcome_at', 'outcomes.qualified_at') }}
            and not {{ is_before('activities.occurred_at', 'outcomes.qualified_at') }}
            and not {{ is_before('outcomes.outcome_at', 'activities.occurred_at') }}
    where activities.is_touch
    group by outcomes.lead_id
)

select
    outcomes.lead_id,
    outcomes.rep_id,
    outcomes.team_id,
    outcomes.source,
    outcomes.qualified_at,
    outcomes.outcome_at,
    {{ reporting_date('outcomes.outcome_at') }} as outcome_on,
    outcomes.is_positive,
    coalesce(touches.touches, 0) as touch_count
from outcomes
left join touches on outcomes.lead_id = touches.lead_id
