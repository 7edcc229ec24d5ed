-- Lifetime value: what a customer pays, over the churn of the last six complete months, smoothed by 1 of 50 and at most 60
-- months.
insert into kpis
with months as (
    select period_start as month, period_end from periods where period_type = 'month' and period_end <= getvariable('as_of')
),

last_months as (
    select period_type, period_start, month
    from periods
    inner join months on months.period_end <= periods.closes_on
    qualify row_number() over (partition by period_type, period_start order by month desc) <= 6
),

pooled as (
    select last_months.period_type, last_months.period_start, scope_type, scope_id, sum(opening) as exposures, sum(churned) as churned
    from last_months
    inner join balances on balances.period_type = 'month' and balances.period_start = last_months.month
    group by all
),

smoothed as (
    select
        balances.period_type, balances.period_start, scope_type, scope_id, exposures >= 30 as is_enough, closing, mrr,
        coalesce(exposures, 0) as exposures, greatest((pooled.churned + 1) / (exposures + 50), 1 / 60) as churn
    from balances
    left join pooled using (period_type, period_start, scope_type, scope_id)
)

select
    'customer_lifetime_value', period_type, period_start, scope_type, scope_id,
    case when is_enough then mrr / nullif(closing, 0) end,
    case when is_enough then churn end,
    case when is_enough then mrr / nullif(closing, 0) / churn end
from smoothed
where scope_type = 'company' or exposures > 0 or closing > 0;
