-- Touches of a qualified lead until its outcome.
create temp table outcomes as
with accepted as (
    select lead_id, min(coalesce(responded_at, invited_at)) as accepted_at
    from sound_meetings
    where is_external and response = 'accepted' and not no_answer
    group by lead_id
),

positive as (
    select sound_leads.*, least(accepted_at, converted_at) as positive_at
    from sound_leads
    left join accepted using (lead_id)
    where qualified_at is not null and not no_outcome
)

select
    lead_id, rep_id, qualified_at,
    case when disqualified_at is null or positive_at <= disqualified_at then positive_at else disqualified_at end as outcome_at
from positive
where positive_at is not null or disqualified_at is not null;

create temp table touched as
with human as (
    select activity_id, contacts.lead_id, type, occurred_at, message_id
    from contacts
    where is_human and contacts.lead_id in (select lead_id from outcomes)
),

-- of the copies of a message the earliest stays
once as (
    select activity_id, lead_id, type, occurred_at from human where message_id is null
    union all
    select min_by(activity_id, (occurred_at, activity_id)), lead_id, min_by(type, (occurred_at, activity_id)), min(occurred_at)
    from human
    where message_id is not null
    group by lead_id, message_id
),

spaced as (
    select
        lead_id, occurred_at,
        lag(occurred_at) over (partition by lead_id, type order by occurred_at, activity_id) as previous_at
    from once
),

touches as (
    select lead_id, occurred_at from spaced where previous_at is null or occurred_at >= previous_at + interval 5 minute
)

select
    outcomes.rep_id, cast(outcomes.outcome_at as date) as day,
    count(touches.lead_id) as above, cast(count(touches.lead_id) > 0 as integer) as below
from outcomes
left join touches on outcomes.lead_id = touches.lead_id and touches.occurred_at between qualified_at and outcome_at
group by outcomes.lead_id, outcomes.rep_id, outcomes.outcome_at;

insert into kpis from rows_of('system_touches', 'touched');
