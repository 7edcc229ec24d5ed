-- Business minutes from the inquiry of a qualified inbound lead to its first answer.
create macro hour_of(clock) as cast(split_part(clock, ':', 1) as bigint);
create macro minute_of(clock) as cast(split_part(clock, ':', 2) as bigint);
create temp table offices as
select
    user_id as rep_id,
    case when has_hours then calendar_id else 'default' end as calendar_id,
    case when has_hours then time_zone else 'UTC' end as time_zone
from (
    select *, time_zone is not null and calendar_id in (select calendar_id from reference('business_hours')) as has_hours
    from users
);

create temp table open_slots as
with calendars as (
    select distinct calendar_id, time_zone from offices
    union
    select 'default', 'UTC'
),

days as (
    select unnest(generate_series((select min(period_start) - 2 from periods), getvariable('as_of') + 2, interval 1 day)) as day
),

slots as (
    select
        calendars.calendar_id, time_zone,
        timezone('UTC', timezone(time_zone, day + to_minutes(60 * hour_of(opens) + minute_of(opens)))) as opens_at,
        timezone('UTC', timezone(time_zone, day + to_minutes(60 * hour_of(closes) + minute_of(closes)))) as closes_at
    from calendars
    cross join days
    inner join reference('business_hours') as hours
        on hours.calendar_id = calendars.calendar_id and cast(hours.weekday as integer) = isodow(day)
    where not exists (
        from reference('holidays') as holiday
        where holiday.calendar_id = calendars.calendar_id and cast(holiday.holiday_on as timestamp) = day
    )
)

select
    *,
    coalesce(
        sum(epoch_us(closes_at) - epoch_us(opens_at)) over (
            partition by calendar_id, time_zone order by opens_at rows between unbounded preceding and 1 preceding
        ),
        0
    ) as open_before
from slots;

create temp table answered as
with inquiries as (
    select lead_id, rep_id, coalesce(inquiry_at, created_at) as inquired_at
    from sound_leads
    where origin = 'inbound' and qualified_at is not null and not no_inquiry
),

firsts as (
    select inquiries.lead_id, min(contacts.occurred_at) as answered_at
    from inquiries
    inner join contacts on inquiries.lead_id = contacts.lead_id and contacts.occurred_at >= inquired_at
    where contacts.is_human
    group by 1
),

placed as (
    select
        inquiries.*, firsts.answered_at, coalesce(offices.calendar_id, 'default') as calendar_id, coalesce(offices.time_zone, 'UTC') as time_zone
    from inquiries
    left join firsts using (lead_id)
    left join offices using (rep_id)
    where inquired_at is not null
),

timed as (
    select
        placed.*,
        begun.open_before + least(epoch_us(inquired_at), epoch_us(begun.closes_at)) - epoch_us(begun.opens_at) as open_at_inquiry,
        ended.open_before + least(epoch_us(answered_at), epoch_us(ended.closes_at)) - epoch_us(ended.opens_at) as open_at_answer
    from placed
    asof left join open_slots as begun
        on placed.calendar_id = begun.calendar_id and placed.time_zone = begun.time_zone and placed.inquired_at >= begun.opens_at
    asof left join open_slots as ended
        on placed.calendar_id = ended.calendar_id and placed.time_zone = ended.time_zone and placed.answered_at >= ended.opens_at
)

select
    rep_id,
    cast(inquired_at as date) as day,
    case when answered_at is not null then (coalesce(open_at_answer, 0) - coalesce(open_at_inquiry, 0)) / 60e6 end as above,
    cast(answered_at is not null as integer) as below
from timed;

insert into kpis from rows_of('average_response_time', 'answered');
