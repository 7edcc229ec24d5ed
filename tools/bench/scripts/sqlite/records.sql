-- The exports stand in tables of text, named as they are: what can be used, and of one key the last row.
-- `instant`, `day`, `number` and `yes` are written out by __main__.py: SQLite knows no macros. What cannot be read is NULL.
create temp table users as
select user_id, team_id, time_zone, calendar_id from raw_users where user_id is not null;

create temp table accounts as
select account_id, parent_account_id, owner_id, name
from raw_accounts
where account_id is not null and rowid in (select max(rowid) from raw_accounts where account_id is not null group by account_id);

create temp table leads as
select
    lead_id, owner_id, account_id, deal_id, email, company, merged_into_id,
    case when origin is null then 'inbound' when lower(origin) in ('inbound', 'outbound') then lower(origin) end as origin,
    instant(created_at) as created_at, instant(inquiry_at) as inquiry_at, instant(qualified_at) as qualified_at,
    instant(disqualified_at) as disqualified_at, instant(converted_at) as converted_at,
    inquiry_at is not null and instant(inquiry_at) is null as no_inquiry,
    qualified_at is not null and instant(qualified_at) is null as no_qualified,
    (disqualified_at is not null and instant(disqualified_at) is null)
    or (converted_at is not null and instant(converted_at) is null) as no_outcome,
    yes(is_deleted, 0) as is_deleted, yes(is_test, 0) as is_test, rowid as place
from raw_leads
where lead_id is not null and instant(created_at) is not null and yes(is_deleted, 0) is not null and yes(is_test, 0) is not null;
delete from leads where place not in (select max(place) from leads group by lead_id);

create temp table deals as
select
    deal_id, owner_id, account_id, lead_id, name, merged_into_id, lower(outcome) as outcome,
    case
        when deal_type is null then 'new_business'
        when lower(deal_type) in ('new_business', 'expansion', 'renewal') then lower(deal_type)
    end as deal_type,
    instant(created_at) as created_at, instant(closed_at) as closed_at,
    yes(is_deleted, 0) as is_deleted, yes(is_test, 0) as is_test, rowid as place
from raw_deals
where
    deal_id is not null and instant(created_at) is not null and yes(is_deleted, 0) is not null and yes(is_test, 0) is not null
    and lower(outcome) in ('open', 'won', 'lost', 'no_decision', 'duplicate', 'disqualified');
delete from deals where place not in (select max(place) from deals group by deal_id);

create temp table activities as
select
    activity_id, instant(occurred_at) as occurred_at, lower(type) as type, lead_id, account_id, deal_id, message_id,
    case when direction is null then 'outbound' when lower(direction) in ('outbound', 'inbound') then lower(direction) end as direction,
    case
        when status is null then 'completed'
        when lower(status) in ('completed', 'planned', 'bounced', 'failed') then lower(status)
    end as status,
    yes(is_automated, 0) as is_automated, yes(is_deleted, 0) as is_deleted, rowid as place
from raw_activities
where
    activity_id is not null and instant(occurred_at) is not null and yes(is_deleted, 0) is not null
    and lower(type) in ('call', 'email', 'sms', 'social', 'video', 'note', 'task');
delete from activities where place in (
    select place
    from (select place, row_number() over (partition by activity_id order by place desc) as copy from activities)
    where copy > 1
);

create temp table meetings as
select
    meeting_id, organizer_id, lead_id, account_id, deal_id, rescheduled_from_id,
    instant(invited_at) as invited_at, instant(starts_at) as starts_at, instant(responded_at) as responded_at,
    instant(withdrawn_at) as withdrawn_at,
    case
        when response is null then 'none'
        when lower(response) in ('accepted', 'declined', 'tentative', 'none') then lower(response)
    end as response,
    responded_at is not null and instant(responded_at) is null as no_answer,
    (starts_at is not null and instant(starts_at) is null)
    or (withdrawn_at is not null and instant(withdrawn_at) is null)
    or coalesce(lower(outcome) not in ('scheduled', 'held', 'no_show', 'canceled', 'rescheduled'), 0) as no_course,
    yes(is_external, 1) as is_external, yes(is_self_booked, 0) as is_self_booked, yes(is_deleted, 0) as is_deleted, rowid as place
from raw_meetings
where meeting_id is not null and instant(invited_at) is not null and yes(is_deleted, 0) is not null;
delete from meetings where place not in (select max(place) from meetings group by meeting_id);

create temp table subscriptions as
select
    subscription_id, account_id, day(starts_on) as starts_on, day(ends_on) as ends_on,
    ends_on is not null and day(ends_on) is null as no_end,
    case when quantity is null then 1 else number(quantity) end as quantity, number(unit_amount) as unit_amount,
    case when discount_rate is null then 0 else number(discount_rate) end as discount_rate,
    case when billing_interval_months is null then 1 else number(billing_interval_months) end as months,
    upper(coalesce(currency, 'USD')) as currency, coalesce(lower(status), 'active') as status,
    yes(is_deleted, 0) as is_deleted, rowid as place
from raw_subscriptions
where
    subscription_id is not null and account_id is not null and day(starts_on) is not null
    and number(unit_amount) is not null and yes(is_deleted, 0) is not null;
delete from subscriptions where place not in (select max(place) from subscriptions group by subscription_id);
