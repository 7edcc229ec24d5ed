-- One row per quarter of the first payment, complete quarter since, and scope: how many of those customers are still active at its end.
with

quarters as (
    select
        period_start,
        period_end,
        is_complete_period,
        row_number() over (order by period_start) as quarter_number
    from dim_periods
    where period_type = 'quarter'
),

cohorts as (
    select
        customers.customer_id,
        coalesce(customers.team_id, 'unassigned') as team_id,
        coalesce(customers.rep_id, 'unassigned') as rep_id,
        quarters.period_start as cohort_start,
        quarters.quarter_number as cohort_number
    from dim_customers as customers
    inner join quarters on customers.first_paid_on between quarters.period_start and quarters.period_end
),

scoped as (
    select *, 'company' as scope_type, 'all' as scope_id
    from cohorts
    union all
    select *, 'team' as scope_type, team_id as scope_id
    from cohorts
    union all
    select *, 'rep' as scope_type, rep_id as scope_id
    from cohorts
)

select
    scoped.cohort_start,
    scoped.scope_type,
    scoped.scope_id,
    quarters.quarter_number - scoped.cohort_number as quarters_since,
    count(*) as customer_count,
    count(*) filter (where history.is_active_at_end) as active_count
from scoped
inner join quarters on scoped.cohort_number <= quarters.quarter_number and quarters.is_complete_period
left join fct_customer_periods as history
    on
        history.period_type = 'quarter'
        and history.period_start = quarters.period_start
        and history.customer_id = scoped.customer_id
group by all
order by scoped.scope_type, scoped.scope_id, scoped.cohort_start, quarters_since
