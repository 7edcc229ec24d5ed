-- One row per period of arrival and scope: how far the leads that came in it have got. A lead comes on the day of its inquiry, else of its creation.
with

accepted_meetings as (
    select distinct lead_id
    from fct_meetings
    where is_external and accepted_at is not null
),

-- a deal names its lead, or the lead its deal
won_leads as (
    select leads.lead_id
    from fct_leads as leads
    inner join fct_deals as deals on leads.lead_id = deals.lead_id or leads.deal_id = deals.deal_id
    where deals.outcome = 'won'
    group by leads.lead_id
),

paying as (
    select distinct lead_id
    from fct_prospects
    where converted_on is not null
),

reached as (
    select
        leads.clock_started_on as came_on,
        coalesce(leads.team_id, 'unassigned') as team_id,
        coalesce(leads.rep_id, 'unassigned') as rep_id,
        leads.qualified_on is not null as is_sql,
        leads.qualified_on is not null and accepted_meetings.lead_id is not null as is_met,
        -- who pays was won, whether or not a deal says so
        leads.qualified_on is not null
        and (won_leads.lead_id is not null or paying.lead_id is not null) as is_won,
        leads.qualified_on is not null and paying.lead_id is not null as is_customer
    from fct_leads as leads
    left join accepted_meetings on leads.lead_id = accepted_meetings.lead_id
    left join won_leads on leads.lead_id = won_leads.lead_id
    left join paying on leads.lead_id = paying.lead_id
),

scoped as (
    select *, 'company' as scope_type, 'all' as scope_id
    from reached
    union all
    select *, 'team' as scope_type, team_id as scope_id
    from reached
    union all
    select *, 'rep' as scope_type, rep_id as scope_id
    from reached
)

select
    periods.period_type,
    periods.period_start,
    scoped.scope_type,
    scoped.scope_id,
    count(*) as lead_count,
    count(*) filter (where scoped.is_sql) as sql_count,
    count(*) filter (where scoped.is_met) as meeting_count,
    count(*) filter (where scoped.is_won) as won_count,
    count(*) filter (where scoped.is_customer) as customer_count
from scoped
inner join dim_periods as periods on scoped.came_on between periods.period_start and periods.period_end
group by all
order by scoped.scope_type, scoped.scope_id, periods.period_type, periods.period_start
