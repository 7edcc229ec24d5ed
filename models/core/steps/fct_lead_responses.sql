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
        on
            leads.lead_id = activities.lead_id
            and not {{ is_before('activities.occurred_at', 'leads.clock_started_at') }}
    where activities.is_human_contact
    group by leads.lead_id
),

-- minutes are known where both ends have a time
timed as (
    select
        leads.lead_id,
        leads.rep_id,
        leads.clock_started_at,
        first_answers.answered_at
    from leads
    inner join first_answers on leads.lead_id = first_answers.lead_id
    where not {{ is_day_only('leads.clock_started_at') }} and not {{ is_day_only('first_answers.answered_at') }}
),

moments as (
    select
        timed.lead_id,
        reps.hours_calendar_id as calendar_id,
        reps.hours_time_zone as time_zone,
        ends.is_answer,
        case when ends.is_answer = 1 then timed.answered_at else timed.clock_started_at end as happened_at
    from timed
    inner join {{ ref('dim_reps') }} as reps on timed.rep_id = reps.rep_id
    cross join (
        select 0 as is_answer
        union all
        select 1
    ) as ends
),

-- how long the owner's office had been open by then: on all days before, and on the day itself
open_until as (
    select
        moments.lead_id,
        moments.is_answer,
        max(slots.seconds_before) + coalesce(
            sum(
                case
                    when slots.opens_at < moments.happened_at
                        then {{ seconds_between('slots.opens_at', least_of(['slots.closes_at', 'moments.happened_at'])) }}
                end
            ),
            0
        ) as seconds
    from moments
    inner join {{ ref('dim_business_slots') }} as slots
        on
            moments.calendar_id = slots.calendar_id
            and moments.time_zone = slots.time_zone
            and cast(moments.happened_at as date) = slots.utc_day
    group by moments.lead_id, moments.is_answer
),

business_time as (
    select
        lead_id,
        (max(case when is_answer = 1 then seconds end) - max(case when is_answer = 0 then seconds end)) / 60
            as business_minutes
    from open_until
    group by lead_id
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
    {{ seconds_between('timed.clock_started_at', 'timed.answered_at') }} / 60 as calendar_minutes,
    case when timed.lead_id is not null then coalesce(business_time.business_minutes, 0) end as business_minutes,
    first_answers.answered_at is not null and timed.lead_id is null as is_day_only,
    {%- for name, seconds in [('5_min', 300), ('1_hour', 3600), ('24_hours', 86400)] %}
    {{ add_seconds('leads.clock_started_at', seconds) }} <= as_of.ends_at
    and not {{ is_day_only('leads.clock_started_at') }}
    and not {{ is_day_only('first_answers.answered_at') }} as has_{{ name }}_passed{{ ',' if not loop.last }}
    {%- endfor %}
from leads
left join first_answers on leads.lead_id = first_answers.lead_id
left join timed on leads.lead_id = timed.lead_id
left join business_time on leads.lead_id = business_time.lead_id
cross join {{ ref('dim_as_of') }} as as_of
