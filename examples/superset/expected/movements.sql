select
    period_start,
    unnest(if(
        '{l}' = 'en',
        ['New', 'Reactivation', 'Expansion', 'Contraction', 'Churn', 'Exchange rates'],
        ['新签', '重新激活', '扩展', '缩减', '流失', '汇率']
    )),
    unnest([new_mrr, reactivation_mrr, expansion_mrr, contraction_mrr, churn_mrr, fx_mrr])
from kpi_monthly_recurring_revenue
where scope_type = 'company' and period_type = 'month' and is_complete_period
