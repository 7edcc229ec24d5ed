-- Invitations accepted, of those that were answered or whose time has come. Table chains (id, last_id): meetings that were moved.
create temp table invited as
with latest as (
    select
        sound_meetings.*,
        coalesce(response in ('accepted', 'declined', 'tentative'), 0) as is_answered,
        row_number() over (partition by coalesce(last_id, meeting_id) order by invited_at desc, meeting_id desc) as recency,
        min(invited_at) over (partition by coalesce(last_id, meeting_id)) as first_invited_at
    from sound_meetings
    left join chains on meeting_id = id
    where invited_at is not null
)

select rep_id, date(first_invited_at, 'unixepoch') as day, response = 'accepted' as above, 1 as below
from latest
where
    recency = 1 and is_external and not is_self_booked and not is_doubtful and (is_answered or has_started)
    and not (withdrawn_at is not null and (not is_answered or coalesce(withdrawn_at < coalesce(responded_at, invited_at), 0)));
