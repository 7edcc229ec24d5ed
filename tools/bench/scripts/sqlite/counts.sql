-- What counts, as of the last day. The tables merged_leads, merged_deals and tops (id, last_id) say where pointers end.
create temp table test_leads as
select lead_id as id from leads where is_test
union
select id from merged_leads where last_id in (select lead_id from leads where is_test);
create temp table test_deals as
select deal_id as id from deals where is_test
union
select id from merged_deals where last_id in (select deal_id from deals where is_test);
create temp table deals_of_test_leads as
select deal_id as id from leads where is_test and deal_id is not null
union
select last_id from merged_deals where id in (select deal_id from leads where is_test);

create temp table as_of as
select date(max(happened_at), 'unixepoch') as day, unixepoch(date(max(happened_at), 'unixepoch')) + 86400 as ends_at
from (
    select max(created_at) as happened_at from leads where not is_deleted and not is_test
    union all
    select max(created_at) from deals where not is_deleted and not is_test
    union all
    select max(occurred_at) from activities where not is_deleted and status is not 'planned'
);

create temp table sound_leads as
with handed_over as (
    select
        coalesce(last_id, lead_id) as lead_id,
        min(created_at) as created_at, min(inquiry_at) as inquiry_at, min(qualified_at) as qualified_at,
        min(disqualified_at) as disqualified_at, min(converted_at) as converted_at,
        max(no_inquiry) as no_inquiry, max(no_qualified) as no_qualified, max(no_outcome) as no_outcome
    from leads
    left join merged_leads on lead_id = id
    where last_id is null or not is_test
    group by 1
)
select
    leads.lead_id, coalesce(owner_id, 'unassigned') as rep_id, origin,
    case when h.created_at < ends_at then h.created_at end as created_at,
    case when not h.no_inquiry and h.inquiry_at < ends_at then h.inquiry_at end as inquiry_at,
    case when not h.no_qualified and h.qualified_at < ends_at then h.qualified_at end as qualified_at,
    case when h.disqualified_at < ends_at then h.disqualified_at end as disqualified_at,
    case when h.converted_at < ends_at then h.converted_at end as converted_at, h.no_inquiry, h.no_outcome
from leads
inner join handed_over as h on leads.lead_id = h.lead_id
cross join as_of
where not is_deleted and not is_test and leads.lead_id not in (select id from merged_leads);
create unique index sound_lead on sound_leads (lead_id);

create temp table sound_deals as
with created as (
    select coalesce(last_id, deal_id) as deal_id, min(created_at) as created_at
    from deals
    left join merged_deals on deal_id = id
    where last_id is null or not is_test
    group by 1
)
select
    coalesce(owner_id, 'unassigned') as rep_id, deal_type,
    case when created.created_at < ends_at then created.created_at end as created_at,
    case when outcome <> 'open' and closed_at < ends_at then closed_at end as closed_at,
    case when closed_at >= ends_at then 'open' else outcome end as outcome
from deals
inner join created on deals.deal_id = created.deal_id
cross join as_of
where
    not is_deleted and not is_test
    and deals.deal_id not in (select id from merged_deals)
    and deals.deal_id not in (select id from deals_of_test_leads)
    and coalesce(lead_id not in (select id from test_leads), 1)
    and coalesce(account_id not in (select id from test_accounts), 1);

create temp table contacts as
select activity_id, coalesce(last_id, lead_id) as lead_id, occurred_at, type, message_id
from activities
left join merged_leads on lead_id = id
where
    not is_deleted and lead_id is not null and direction = 'outbound' and status = 'completed' and not is_automated
    and type in ('call', 'email', 'sms', 'social', 'video') and occurred_at < (select ends_at from as_of)
    and lead_id not in (select id from test_leads)
    and coalesce(deal_id not in (select id from test_deals), 1)
    and coalesce(account_id not in (select id from test_accounts), 1);
create index contact_lead on contacts (lead_id, occurred_at);

create temp table sound_meetings as
select
    meeting_id, rescheduled_from_id, coalesce(organizer_id, 'unassigned') as rep_id, coalesce(last_id, lead_id) as lead_id,
    case when invited_at < ends_at then invited_at end as invited_at, coalesce(starts_at < ends_at, 0) as has_started,
    case when responded_at >= ends_at then 'none' else response end as response,
    case when responded_at < ends_at then responded_at end as responded_at,
    case when withdrawn_at < ends_at then withdrawn_at end as withdrawn_at,
    coalesce(is_external, 0) as is_external, coalesce(is_self_booked, 0) as is_self_booked, no_answer,
    no_answer or no_course or response is null or is_external is null or is_self_booked is null as is_doubtful
from meetings
left join merged_leads on lead_id = id
cross join as_of
where
    not is_deleted
    and coalesce(lead_id not in (select id from test_leads), 1)
    and coalesce(deal_id not in (select id from test_deals), 1)
    and coalesce(account_id not in (select id from test_accounts), 1);

-- one that never ends ends on a day that nobody measures
create temp table paid as
select
    coalesce(last_id, account_id) as customer_id, starts_on, currency,
    case when ends_on <= (select day from as_of) then ends_on else '9999-01-01' end as ends_on,
    quantity * unit_amount * (1 - discount_rate) / months as mrr
from subscriptions
left join tops on account_id = id
where
    not is_deleted and not no_end and status in ('active', 'canceled') and months >= 0.001
    and quantity * unit_amount * (1 - discount_rate) > 0
    and starts_on <= (select day from as_of) and (ends_on is null or ends_on > starts_on)
    and account_id not in (select id from test_accounts);

-- the first day of the calendar
create temp table first_day as
select min(day) as day
from (
    select date(min(created_at, coalesce(inquiry_at, created_at), coalesce(qualified_at, created_at), coalesce(disqualified_at, created_at), coalesce(converted_at, created_at)), 'unixepoch') as day
    from sound_leads
    union all
    select date(min(coalesce(created_at, closed_at), coalesce(closed_at, created_at)), 'unixepoch') from sound_deals
    union all
    select date(min(occurred_at), 'unixepoch')
    from activities
    where
        not is_deleted
        and coalesce(lead_id not in (select id from test_leads), 1)
        and coalesce(deal_id not in (select id from test_deals), 1)
        and coalesce(account_id not in (select id from test_accounts), 1)
    union all
    select date(min(invited_at, coalesce(responded_at, invited_at)), 'unixepoch') from sound_meetings where invited_at is not null
    union all
    select min(starts_on) from subscriptions where not is_deleted
    union all
    select min(day(surveyed_on)) from raw_survey_responses
    union all
    select date(min(instant(started_at)), 'unixepoch') from raw_presentation_sessions
);

create temp table teams as select user_id as rep_id, coalesce(team_id, 'unassigned') as team_id from users;
create temp table kpis (kpi_id, period_type, period_start, scope_type, scope_id, numerator, denominator, kpi_value);
