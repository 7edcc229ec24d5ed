-- Business minutes from the inquiry of a qualified inbound lead to its first answer. Table open_slots: when offices are open.
create temp table answered as
with asked as (
    select lead_id, rep_id, coalesce(inquiry_at, created_at) as asked_at
    from sound_leads
    where origin = 'inbound' and qualified_at is not null and not no_inquiry and coalesce(inquiry_at, created_at) is not null
),

firsts as (
    select
        asked.*, coalesce(calendar_id, 'default') as calendar_id, coalesce(time_zone, 'UTC') as time_zone,
        (
            select min(occurred_at) from contacts
            where contacts.lead_id = asked.lead_id and contacts.occurred_at >= asked.asked_at
        ) as answered_at
    from asked
    left join offices using (rep_id)
),

timed as (
    select
        firsts.*,
        (
            select open_before + min(answered_at, closes_at) - opens_at from open_slots as slot
            where slot.calendar_id = firsts.calendar_id and slot.time_zone = firsts.time_zone and opens_at <= answered_at
            order by opens_at desc limit 1
        ) as open_at_answer,
        (
            select open_before + min(asked_at, closes_at) - opens_at from open_slots as slot
            where slot.calendar_id = firsts.calendar_id and slot.time_zone = firsts.time_zone and opens_at <= asked_at
            order by opens_at desc limit 1
        ) as open_at_inquiry
    from firsts
)

select
    rep_id, date(asked_at, 'unixepoch') as day, answered_at is not null as below,
    case when answered_at is not null then (coalesce(open_at_answer, 0) - coalesce(open_at_inquiry, 0)) / 60.0 end as above
from timed;
