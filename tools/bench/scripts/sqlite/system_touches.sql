-- Touches of a qualified lead until its outcome.
create temp table outcomes as
with accepted as (
    select lead_id, min(coalesce(responded_at, invited_at)) as accepted_at
    from sound_meetings
    where is_external and response = 'accepted' and not no_answer
    group by lead_id
),

positive as (
    select
        sound_leads.*, coalesce(min(accepted_at, converted_at), accepted_at, converted_at) as positive_at
    from sound_leads
    left join accepted using (lead_id)
    where qualified_at is not null and not no_outcome
)

select
    lead_id, rep_id, qualified_at,
    case when disqualified_at is null or positive_at <= disqualified_at then positive_at else disqualified_at end as outcome_at
from positive
where positive_at is not null or disqualified_at is not null;
create unique index outcome_lead on outcomes (lead_id);

create temp table touched as
with copies as (
    select
        contacts.*,
        row_number() over (
            partition by lead_id, coalesce(message_id, activity_id), message_id is null order by occurred_at, activity_id
        ) as copy
    from contacts
    where lead_id in (select lead_id from outcomes)
),

spaced as (
    select
        lead_id, occurred_at,
        occurred_at - lag(occurred_at) over (partition by lead_id, type order by occurred_at, activity_id) as seconds
    from copies
    where copy = 1
),

counts as (
    select outcomes.lead_id, count(*) as touches
    from outcomes
    inner join spaced on spaced.lead_id = outcomes.lead_id and occurred_at between qualified_at and outcome_at
    where seconds is null or seconds >= 300
    group by 1
)

select rep_id, date(outcome_at, 'unixepoch') as day, coalesce(touches, 0) as above, touches is not null as below
from outcomes
left join counts using (lead_id);
