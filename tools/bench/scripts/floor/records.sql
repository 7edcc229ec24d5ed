-- Who is who, what is left out, and what has happened by the as-of day.
-- Where each pointer (id, next) ends: at a record without one, or at the smallest id of a circle.
create macro ends_of(pointers) as table
    with recursive reached as (
        select id, next as node from query_table(pointers)
        union
        select reached.id, pointer.next
        from reached
        inner join query_table(pointers) as pointer on reached.node = pointer.id
    )
    select
        id,
        coalesce(
            min(node) filter (node not in (select id from query_table(pointers))),
            min(node) filter (node in (select circle.id from reached as circle where circle.id = circle.node))
        ) as last_id
    from reached
    group by id;

create macro fits(text, operator, value) as
    case operator
        when 'equals' then lower(text) = lower(value)
        when 'contains' then contains(lower(text), lower(value))
        when 'starts_with' then starts_with(lower(text), lower(value))
        when 'ends_with' then ends_with(lower(text), lower(value))
    end;

update leads set is_test = true
from reference('test_record_rules') as rule
where
    rule.export = 'leads'
    and fits(case rule."column" when 'email' then leads.email when 'company' then leads.company end, rule.operator, rule.value);
update deals set is_test = true
from reference('test_record_rules') as rule
where rule.export = 'deals' and rule."column" = 'name' and fits(deals.name, rule.operator, rule.value);
create temp table test_accounts as
select distinct account_id as id
from accounts
inner join reference('test_record_rules') as rule
    on rule.export = 'accounts' and rule."column" = 'name' and fits(accounts.name, rule.operator, rule.value);

create temp table lead_pointers as
select lead_id as id, merged_into_id as next from leads where merged_into_id in (select lead_id from leads);
create temp table merged_leads as select id, last_id from ends_of('lead_pointers') where id <> last_id;
create temp table deal_pointers as
select deal_id as id, merged_into_id as next from deals where merged_into_id in (select deal_id from deals);
create temp table merged_deals as select id, last_id from ends_of('deal_pointers') where id <> last_id;

-- a record that names one of these goes with it: tests, and what was merged into one
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

create temp table account_pointers as
select account_id as id, parent_id as next
from accounts
where parent_id is not null and account_id not in (select id from test_accounts);
create temp table customers as
select account_id, coalesce(last_id, account_id) as customer_id
from accounts
left join ends_of('account_pointers') on account_id = id
where account_id not in (select id from test_accounts);

set variable as_of = (
    select cast(max(happened_at) as date)
    from (
        select max(created_at) as happened_at from leads where not is_deleted and not is_test
        union all
        select max(created_at) from deals where not is_deleted and not is_test
        union all
        select max(occurred_at) from activities where not is_deleted and status is distinct from 'planned'
    )
);
create macro happened(instant) as case when instant < getvariable('as_of') + interval 1 day then instant end;

-- a survivor has the earliest dates of what was merged into it; a test record hands nothing over
create temp table handed_over as
select
    coalesce(last_id, lead_id) as lead_id,
    min(created_at) as created_at,
    case when not bool_or(no_inquiry) then min(inquiry_at) end as inquiry_at,
    case when not bool_or(no_qualified) then min(qualified_at) end as qualified_at,
    min(disqualified_at) as disqualified_at,
    min(converted_at) as converted_at,
    bool_or(no_inquiry) as no_inquiry,
    bool_or(no_disqualified) or bool_or(no_converted) as no_outcome
from leads
left join merged_leads on lead_id = id
where last_id is null or not is_test
group by 1;
create temp table sound_leads as
select
    leads.lead_id, coalesce(owner_id, 'unassigned') as rep_id, account_id, coalesce(last_id, deal_id) as deal_id, origin,
    happened(handed_over.created_at) as created_at, happened(handed_over.inquiry_at) as inquiry_at,
    happened(handed_over.qualified_at) as qualified_at, happened(handed_over.disqualified_at) as disqualified_at,
    happened(handed_over.converted_at) as converted_at, handed_over.no_inquiry, handed_over.no_outcome
from leads
inner join handed_over on leads.lead_id = handed_over.lead_id
left join merged_deals on deal_id = id
where not is_deleted and not is_test and leads.lead_id not in (select id from merged_leads);

create temp table sound_deals as
with created as (
    select coalesce(last_id, deal_id) as deal_id, min(created_at) as created_at
    from deals
    left join merged_deals on deal_id = id
    where last_id is null or not is_test
    group by 1
)
select
    deals.deal_id, coalesce(owner_id, 'unassigned') as rep_id, coalesce(customer_id, deals.account_id) as customer_id, deal_type,
    happened(created.created_at) as created_at, case when outcome <> 'open' then happened(closed_at) end as closed_at,
    case when closed_at is null or happened(closed_at) is not null then outcome else 'open' end as outcome
from deals
inner join created on deals.deal_id = created.deal_id
left join customers on deals.account_id = customers.account_id
where
    not is_deleted and not is_test
    and deals.deal_id not in (select id from merged_deals)
    and deals.deal_id not in (select id from deals_of_test_leads)
    and not exists (from test_leads where id = deals.lead_id)
    and not exists (from test_accounts where id = deals.account_id);

create macro counts(records) as table
    select * from query_table(records) as record
    where
        not record.is_deleted
        and not exists (from test_leads where id = record.lead_id)
        and not exists (from test_deals where id = record.deal_id)
        and not exists (from test_accounts where id = record.account_id);

-- what answers, touches and follows up
create temp table contacts as
select activity_id, coalesce(last_id, lead_id) as lead_id, occurred_at, type, message_id, coalesce(not is_automated, false) as is_human
from counts('activities')
left join merged_leads on lead_id = id
where
    lead_id is not null and direction = 'outbound' and status = 'completed'
    and type in ('call', 'email', 'sms', 'social', 'video') and happened(occurred_at) is not null;
set variable first_activity = (select min(occurred_at) from counts('activities'));
drop table activities;

create temp table sound_meetings as
select
    meeting_id, rescheduled_from_id, coalesce(organizer_id, 'unassigned') as rep_id, coalesce(last_id, lead_id) as lead_id,
    happened(invited_at) as invited_at, coalesce(happened(starts_at) is not null, false) as has_started,
    case when responded_at is not null and happened(responded_at) is null then 'none' else response end as response,
    happened(responded_at) as responded_at, happened(withdrawn_at) as withdrawn_at,
    coalesce(is_external, false) as is_external, coalesce(is_self_booked, false) as is_self_booked, no_answer,
    no_answer or no_course or response is null or outcome is null or is_external is null or is_self_booked is null as is_doubtful
from counts('meetings')
left join merged_leads on lead_id = id;

create temp table sound_sessions as
select
    session_id, coalesce(sender_id, 'unassigned') as rep_id, coalesce(last_id, lead_id) as lead_id,
    happened(started_at) as started_at, happened(completed_at) as completed_at, is_ignored
from sessions
left join merged_leads on lead_id = id
where lead_id is null or lead_id not in (select id from test_leads);

-- what is paid a month, of those that are ever active
create temp table paid as
select
    coalesce(customer_id, subscriptions.account_id) as customer_id,
    case when starts_on <= getvariable('as_of') then starts_on end as starts_on,
    case when ends_on <= getvariable('as_of') then ends_on end as ends_on,
    currency,
    quantity * unit_amount * (1 - discount_rate) / months as mrr
from subscriptions
left join customers on subscriptions.account_id = customers.account_id
where
    not is_deleted and not no_end and status in ('active', 'canceled') and months >= 0.001
    and quantity * unit_amount * (1 - discount_rate) > 0
    and starts_on <= getvariable('as_of') and (ends_on is null or ends_on > starts_on)
    and not exists (from test_accounts where id = subscriptions.account_id);
