-- The exports with their cells typed: a row without a usable cell that it needs is left out, of one key the last row stays.
create macro export(name) as table
    select * from read_csv(getvariable('exports') || '/' || name || '.csv', header = true, all_varchar = true);
create macro reference(name) as table
    select * from read_csv(getvariable('reference') || '/' || name || '.csv', header = true, all_varchar = true);

create macro filled(cell) as nullif(trim(cell), '');
create macro instant(cell) as try_cast(filled(cell) as timestamp);
create macro day(cell) as try_cast(filled(cell) as date);
create macro amount(cell, otherwise := null) as case when filled(cell) is null then otherwise else try_cast(filled(cell) as double) end;
create macro choice(cell, accepted, otherwise := null) as
    case when filled(cell) is null then otherwise when list_contains(accepted, lower(trim(cell))) then lower(trim(cell)) end;
create macro yes(cell, otherwise := false) as
    case
        when filled(cell) is null then otherwise
        when lower(trim(cell)) in ('true', '1', 'yes') then true
        when lower(trim(cell)) in ('false', '0', 'no') then false
    end;
-- filled, and not to be read
create macro unread(cell, typed) as filled(cell) is not null and typed is null;

create temp table users as
select filled(user_id) as user_id, filled(team_id) as team_id, filled(time_zone) as time_zone, filled(calendar_id) as calendar_id
from export('users')
where filled(user_id) is not null;

create temp table accounts as
select filled(account_id) as account_id, filled(parent_account_id) as parent_id, filled(owner_id) as owner_id, filled(name) as name
from export('accounts')
where filled(account_id) is not null;

create temp table leads as
select
    filled(lead_id) as lead_id, filled(owner_id) as owner_id, filled(account_id) as account_id, filled(deal_id) as deal_id,
    filled(email) as email, filled(company) as company, filled(merged_into_id) as merged_into_id,
    choice(origin, ['inbound', 'outbound'], 'inbound') as origin,
    instant(created_at) as created_at, instant(inquiry_at) as inquiry_at, instant(qualified_at) as qualified_at,
    instant(disqualified_at) as disqualified_at, instant(converted_at) as converted_at,
    unread(inquiry_at, instant(inquiry_at)) as no_inquiry, unread(qualified_at, instant(qualified_at)) as no_qualified,
    unread(disqualified_at, instant(disqualified_at)) as no_disqualified, unread(converted_at, instant(converted_at)) as no_converted,
    yes(is_deleted) as is_deleted, yes(is_test) as is_test
from export('leads')
where filled(lead_id) is not null and instant(created_at) is not null and yes(is_deleted) is not null and yes(is_test) is not null;

create temp table deals as
select
    filled(deal_id) as deal_id, filled(owner_id) as owner_id, filled(account_id) as account_id, filled(lead_id) as lead_id,
    filled(name) as name, filled(merged_into_id) as merged_into_id,
    choice(outcome, ['open', 'won', 'lost', 'no_decision', 'duplicate', 'disqualified']) as outcome,
    choice(deal_type, ['new_business', 'expansion', 'renewal'], 'new_business') as deal_type,
    instant(created_at) as created_at, instant(closed_at) as closed_at, yes(is_deleted) as is_deleted, yes(is_test) as is_test
from export('deals')
where
    filled(deal_id) is not null and instant(created_at) is not null and yes(is_deleted) is not null and yes(is_test) is not null
    and choice(outcome, ['open', 'won', 'lost', 'no_decision', 'duplicate', 'disqualified']) is not null;

create temp table activities as
select
    filled(activity_id) as activity_id, instant(occurred_at) as occurred_at, filled(lead_id) as lead_id,
    filled(account_id) as account_id, filled(deal_id) as deal_id, filled(message_id) as message_id,
    choice(type, ['call', 'email', 'sms', 'social', 'video', 'note', 'task']) as type,
    choice(direction, ['outbound', 'inbound'], 'outbound') as direction,
    choice(status, ['completed', 'planned', 'bounced', 'failed'], 'completed') as status,
    yes(is_automated) as is_automated, yes(is_deleted) as is_deleted
from export('activities')
where
    filled(activity_id) is not null and instant(occurred_at) is not null and yes(is_deleted) is not null
    and choice(type, ['call', 'email', 'sms', 'social', 'video', 'note', 'task']) is not null;

create temp table meetings as
select
    filled(meeting_id) as meeting_id, filled(organizer_id) as organizer_id, filled(lead_id) as lead_id,
    filled(account_id) as account_id, filled(deal_id) as deal_id, filled(rescheduled_from_id) as rescheduled_from_id,
    instant(invited_at) as invited_at, instant(starts_at) as starts_at, instant(responded_at) as responded_at,
    instant(withdrawn_at) as withdrawn_at, choice(response, ['accepted', 'declined', 'tentative', 'none'], 'none') as response,
    choice(outcome, ['scheduled', 'held', 'no_show', 'canceled', 'rescheduled'], 'scheduled') as outcome,
    yes(is_external, true) as is_external, yes(is_self_booked) as is_self_booked, yes(is_deleted) as is_deleted,
    unread(responded_at, instant(responded_at)) as no_answer,
    unread(starts_at, instant(starts_at)) or unread(withdrawn_at, instant(withdrawn_at)) as no_course
from export('meetings')
where filled(meeting_id) is not null and instant(invited_at) is not null and yes(is_deleted) is not null;

create temp table subscriptions as
select
    filled(subscription_id) as subscription_id, filled(account_id) as account_id, day(starts_on) as starts_on, day(ends_on) as ends_on,
    amount(quantity, 1) as quantity, amount(unit_amount) as unit_amount, amount(discount_rate, 0) as discount_rate,
    amount(billing_interval_months, 1) as months, upper(coalesce(filled(currency), 'USD')) as currency,
    choice(status, ['active', 'trial', 'paused', 'free', 'canceled'], 'active') as status,
    unread(ends_on, day(ends_on)) as no_end, yes(is_deleted) as is_deleted
from export('subscriptions')
where
    filled(subscription_id) is not null and filled(account_id) is not null and day(starts_on) is not null
    and amount(unit_amount) is not null and yes(is_deleted) is not null;

create temp table sessions as
select
    filled(session_id) as session_id, filled(sender_id) as sender_id, filled(lead_id) as lead_id, instant(started_at) as started_at,
    instant(completed_at) as completed_at,
    coalesce(yes(is_preview), true) or coalesce(amount(duration_seconds) < 3, false)
    or unread(completed_at, instant(completed_at)) or unread(duration_seconds, amount(duration_seconds)) as is_ignored
from export('presentation_sessions')
where filled(session_id) is not null and instant(started_at) is not null;

create temp table answers as
select
    filled(response_id) as response_id, filled(respondent_id) as respondent_id, day(surveyed_on) as surveyed_on,
    choice(question, ['unaided_awareness', 'experience']) as question, amount(rank) as rank, filled(brand) as brand,
    amount(weight, 1) as weight
from export('survey_responses')
where
    filled(response_id) is not null and day(surveyed_on) is not null and filled(respondent_id) is not null
    and choice(question, ['unaided_awareness', 'experience']) is not null;

delete from users using (select user_id as id, max(rowid) as last from users group by 1 having count(*) > 1) as twice
where user_id = id and users.rowid < last;
delete from accounts using (select account_id as id, max(rowid) as last from accounts group by 1 having count(*) > 1) as twice
where account_id = id and accounts.rowid < last;
delete from leads using (select lead_id as id, max(rowid) as last from leads group by 1 having count(*) > 1) as twice
where lead_id = id and leads.rowid < last;
delete from deals using (select deal_id as id, max(rowid) as last from deals group by 1 having count(*) > 1) as twice
where deal_id = id and deals.rowid < last;
delete from activities using (select activity_id as id, max(rowid) as last from activities group by 1 having count(*) > 1) as twice
where activity_id = id and activities.rowid < last;
delete from meetings using (select meeting_id as id, max(rowid) as last from meetings group by 1 having count(*) > 1) as twice
where meeting_id = id and meetings.rowid < last;
delete from subscriptions using (select subscription_id as id, max(rowid) as last from subscriptions group by 1 having count(*) > 1) as twice
where subscription_id = id and subscriptions.rowid < last;
delete from sessions using (select session_id as id, max(rowid) as last from sessions group by 1 having count(*) > 1) as twice
where session_id = id and sessions.rowid < last;
delete from answers using (select response_id as id, max(rowid) as last from answers group by 1 having count(*) > 1) as twice
where response_id = id and answers.rowid < last;
