-- Invitations accepted, of those that were answered or whose time has come: one for each chain of moved meetings.
create temp table meeting_pointers as
select meeting_id as id, rescheduled_from_id as next
from sound_meetings
where rescheduled_from_id in (select meeting_id from sound_meetings);

create temp table invited as
with chains as (
    select
        *,
        row_number() over (partition by coalesce(last_id, meeting_id) order by invited_at desc, meeting_id desc) as recency,
        min(invited_at) over (partition by coalesce(last_id, meeting_id)) as first_invited_at,
        coalesce(response in ('accepted', 'declined', 'tentative'), false) as is_answered
    from sound_meetings
    left join ends_of('meeting_pointers') on meeting_id = id
    where invited_at is not null
)

select rep_id, cast(first_invited_at as date) as day, cast(response = 'accepted' as integer) as above, 1 as below
from chains
where
    recency = 1 and is_external and not is_self_booked and not is_doubtful and (is_answered or has_started)
    and not (withdrawn_at is not null and (not is_answered or withdrawn_at < coalesce(responded_at, invited_at)));

insert into kpis from rows_of('meeting_acceptance_rate', 'invited');
