-- Presentations that were seen to their end, and the minutes from there to the next message.
create temp table seen as
select rep_id, cast(started_at as date) as day, cast(completed_at is not null as integer) as above, 1 as below
from sound_sessions
where not is_ignored and started_at is not null;

create temp table followed as
with completed as (
    select * from sound_sessions where not is_ignored and started_at is not null and completed_at is not null
),

firsts as (
    select completed.session_id, min(contacts.occurred_at) as followed_at
    from completed
    inner join contacts
        on
            completed.lead_id = contacts.lead_id
            and contacts.occurred_at between completed_at and completed_at + interval 168 hour
    where contacts.type in ('email', 'sms')
    group by completed.session_id
)

select
    rep_id, cast(started_at as date) as day,
    (epoch_us(followed_at) - epoch_us(completed_at)) / 60e6 as above,
    cast(followed_at is not null as integer) as below
from completed
left join firsts using (session_id);

insert into kpis from rows_of('presentation_engagement', 'seen');
insert into kpis from rows_of('follow_up_time', 'followed');
