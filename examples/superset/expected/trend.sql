with months as (
    select period_start, kpi_value, target_value
    from kpi_scorecard
    where kpi_id = 'monthly_recurring_revenue' and scope_type = 'company' and period_type = 'month' and is_complete_period
)
select period_start, kpi_value from months
union all
select period_start, target_value from months
