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

-- Opening hours become a running total by UTC day, so that an interval is one subtraction however long it is:
-- slots are cut at midnight, and every day knows the seconds that were open before it.
numbered_slots as (
    select
        slots.calendar_id,
        slots.time_zone,
        slots.opens_at,
        slots.closes_at,
        {{ integers_to(days_between('cast(slots.opens_at as date)', 'cast(slots.closes_at as date)')) }} as day_number
    from {{ ref('dim_business_slots') }} as slots
),

slot_days as (
    select
        calendar_id,
        time_zone,
        {{ add_days('cast(opens_at as date)', 'day_number') }} as utc_day,
        opens_at,
        closes_at
    from numbered_slots
),

pieces as (
    select
        calendar_id,
        time_zone,
        utc_day,
        greatest(opens_at, cast(utc_day as timestamp)) as opens_at,
        least(closes_at, cast({{ add_days('utc_day', 1) }} as timestamp)) as closes_at
    from slot_days
),

calendar_bounds as (
    select
        calendar_id,
        time_zone,
        min(utc_day) as first_day,
        max(utc_day) as last_day
    from pieces
    group by calendar_id, time_zone
),

numbered_days as (
    select
        calendar_id,
        time_zone,
        first_day,
        {{ integers_to(days_between('first_day', 'last_day') ~ ' + 1') }} as day_number
    from calendar_bounds
),

open_seconds as (
    select
        days.calendar_id,
        days.time_zone,
        days.utc_day,
        coalesce(sum({{ seconds_between('pieces.opens_at', 'pieces.closes_at') }}), 0) as seconds
    from (
        select
            calendar_id,
            time_zone,
            {{ add_days('first_day', 'day_number') }} as utc_day
        from numbered_days
    ) as days
    left join pieces
        on
            days.calendar_id = pieces.calendar_id
            and days.time_zone = pieces.time_zone
            and days.utc_day = pieces.utc_day
    group by days.calendar_id, days.time_zone, days.utc_day
),

running_totals as (
    select
        calendar_id,
        time_zone,
        utc_day,
        sum(seconds) over (partition by calendar_id, time_zone order by utc_day) - seconds as seconds_before
    from open_seconds
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

open_until as (
    select
        moments.lead_id,
        moments.is_answer,
        max(running_totals.seconds_before) + coalesce(
            sum({{ seconds_between('pieces.opens_at', 'least(pieces.closes_at, moments.happened_at)') }}), 0
        ) as seconds
    from moments
    inner join calendar_bounds
        on moments.calendar_id = calendar_bounds.calendar_id and moments.time_zone = calendar_bounds.time_zone
    inner join running_totals
        on
            moments.calendar_id = running_totals.calendar_id
            and moments.time_zone = running_totals.time_zone
            -- before the first slot nothing was open, after the last one everything has been
            and running_totals.utc_day = case
                when cast(moments.happened_at as date) < calendar_bounds.first_day then calendar_bounds.first_day
                when cast(moments.happened_at as date) > calendar_bounds.last_day
                    then {{ add_days('calendar_bounds.last_day', 1) }}
                else cast(moments.happened_at as date)
            end
    left join pieces
        on
            moments.calendar_id = pieces.calendar_id
            and moments.time_zone = pieces.time_zone
            and cast(moments.happened_at as date) = pieces.utc_day
            and moments.happened_at > pieces.opens_at
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
