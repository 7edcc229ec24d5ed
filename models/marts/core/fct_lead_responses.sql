with

leads as (
    select *
    from {{ ref('fct_leads') }}
    where origin = 'inbound' and clock_started_at is not null
),

first_answers as (
    select
        leads.lead_id,
        min(activities.occurred_at) as answered_at
    from leads
    inner join {{ ref('fct_activities') }} as activities
        on leads.lead_id = activities.lead_id and activities.occurred_at >= leads.clock_started_at
    where activities.is_human_contact
    group by leads.lead_id
),

business_time as (
    select
        leads.lead_id,
        sum(
            {{ seconds_between(
                'greatest(slots.opens_at, leads.clock_started_at)',
                'least(slots.closes_at, first_answers.answered_at)',
            ) }}
        ) / 60 as business_minutes
    from leads
    inner join first_answers on leads.lead_id = first_answers.lead_id
    inner join {{ ref('dim_reps') }} as reps on leads.rep_id = reps.rep_id
    inner join {{ ref('dim_business_slots') }} as slots
        on
            reps.hours_calendar_id = slots.calendar_id
            and reps.hours_time_zone = slots.time_zone
            and leads.clock_started_at < slots.closes_at
            and first_answers.answered_at > slots.opens_at
    group by leads.lead_id
)

select
    leads.lead_id,
    leads.rep_id,
    leads.team_id,
    leads.source,
    leads.qualified_at is not null as is_qualified,
    leads.clock_started_at,
    leads.clock_started_on,
    cast({{ days_between('leads.clock_started_on', 'as_of.as_of_date') }} as bigint) as age_days,
    first_answers.answered_at,
    first_answers.answered_at is not null as is_answered,
    {{ seconds_between('leads.clock_started_at', 'first_answers.answered_at') }} / 60 as calendar_minutes,
    case when first_answers.answered_at is not null then coalesce(business_time.business_minutes, 0) end as business_minutes,
    {{ add_seconds('leads.clock_started_at', 300) }} <= as_of.ends_at as has_5_min_passed,
    {{ add_seconds('leads.clock_started_at', 3600) }} <= as_of.ends_at as has_1_hour_passed,
    {{ add_seconds('leads.clock_started_at', 86400) }} <= as_of.ends_at as has_24_hours_passed
from leads
left join first_answers on leads.lead_id = first_answers.lead_id
left join business_time on leads.lead_id = business_time.lead_id
cross join {{ ref('dim_as_of') }} as as_of
