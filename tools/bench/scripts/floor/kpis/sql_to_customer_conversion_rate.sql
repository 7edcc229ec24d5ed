-- Prospects that pay within 90 days of their first qualification; who paid before it is left out.
create temp table prospects as
with first_paid as (
    select customer_id, min(starts_on) as paid_on from paid group by customer_id
),

qualified as (
    select
        lead_id, sound_leads.rep_id, qualified_at,
        coalesce(customers.customer_id, sound_leads.account_id, sound_deals.customer_id) as customer_id
    from sound_leads
    left join customers on sound_leads.account_id = customers.account_id
    left join sound_deals on sound_leads.deal_id = sound_deals.deal_id
    where qualified_at is not null
),

firsts as (
    select customer_id, min_by({'rep_id': rep_id, 'at': qualified_at}, (qualified_at, lead_id)) as first
    from qualified
    where customer_id is not null
    group by customer_id
),

cohorts as (
    select first.rep_id as rep_id, cast(first.at as date) as day, paid_on from firsts left join first_paid using (customer_id)
    union all
    select rep_id, cast(qualified_at as date), null from qualified where customer_id is null
)

select rep_id, day, cast(coalesce(paid_on <= day + 90, false) as integer) as above, 1 as below
from cohorts
where paid_on is null or paid_on >= day;

insert into kpis from rows_of('sql_to_customer_conversion_rate', 'prospects');
