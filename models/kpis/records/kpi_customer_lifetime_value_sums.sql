{{ config(materialized='table') }}
-- What a lifetime value is made of, for every period and scope in which anybody has ever paid: the MRR of a customer on the
-- closing day, and the churn of the last complete months, smoothed by some that are added to all.
with

settings as (
    {{ settings_of(['clv_months', 'clv_prior_exposures', 'clv_prior_churned', 'clv_max_months']) }}
),

periods as (
    select *
    from {{ ref('dim_periods') }}
),

-- who was there before a period, who left in it, and what those pay who are there at its end
balances as (
    select
        records.period_type,
        records.period_start,
        records.scope_type,
        records.scope_id,
        sum(records.units) as exposures,
        count(case when records.is_churned then 1 end) as churned,
        count(case when records.is_active_at_end then 1 end) as customers,
        {{ sum_of_known('records.closing_mrr', 'records.is_active_at_end') }} as mrr,
        {{ sum_of_known('records.closing_mrr * coalesce(margins.margin, ' ~ variable('gross_margin') ~ ')', 'records.is_active_at_end') }}
            as margin_mrr
    from {{ in_scopes(ref('records_customer_lifetime_value')) }}
    left join {{ ref('gross_margins') }} as margins on records.segment = margins.segment
    group by records.period_type, records.period_start, records.scope_type, records.scope_id
),

-- the complete months until each period's closing day, the latest first
ranked_months as (
    select
        periods.period_type,
        periods.period_start,
        months.period_start as month_start,
        row_number() over (
            partition by periods.period_type, periods.period_start
            order by months.period_start desc
        ) as months_back,
        count(*) over (partition by periods.period_type, periods.period_start) as complete_months
    from periods
    inner join periods as months
        on months.period_type = 'month' and months.is_complete_period and months.period_end <= periods.closes_on
),

pooled as (
    select
        ranked_months.period_type,
        ranked_months.period_start,
        months.scope_type,
        months.scope_id,
        sum(case when ranked_months.months_back <= settings.clv_months then months.exposures else 0 end) as exposures,
        sum(case when ranked_months.months_back <= settings.clv_months then months.churned else 0 end) as churned,
        sum(months.mrr) as revenue,
        -- a month in which nobody was active is worth 0, one of which no rate is known is not
        count(case when months.mrr is null then 1 end) < max(ranked_months.complete_months) as is_revenue_known
    from ranked_months
    cross join settings
    inner join balances as months on months.period_type = 'month' and ranked_months.month_start = months.period_start
    group by ranked_months.period_type, ranked_months.period_start, months.scope_type, months.scope_id
),

ever_active as (
    select
        periods.period_type,
        periods.period_start,
        records.scope_type,
        records.scope_id,
        count(*) as customers
    from periods
    inner join {{ in_scopes(ref('dim_customers'), ["'accounts'", 'facts.customer_id'], has_periods=false) }}
        on records.first_paid_on <= periods.closes_on
    group by periods.period_type, periods.period_start, records.scope_type, records.scope_id
),

combined as (
    select
        ever_active.*,
        coalesce(pooled.exposures, 0) as exposures,
        coalesce(balances.customers, 0) as active_customers,
        settings.clv_max_months,
        kpis.min_sample,
        case when pooled.exposures >= kpis.min_sample then {{ safe_divide('balances.mrr', 'balances.customers') }} end as arpa,
        case
            when pooled.exposures >= kpis.min_sample
                then {{ safe_divide(
                    '(pooled.churned + settings.clv_prior_churned)', '(pooled.exposures + settings.clv_prior_exposures)'
                ) }}
        end as churn,
        coalesce(
            settings.clv_max_months * (pooled.churned + settings.clv_prior_churned)
            < pooled.exposures + settings.clv_prior_exposures,
            false
        ) as is_capped,
        {{ safe_divide('balances.margin_mrr', 'balances.mrr') }} as margin,
        case when coalesce(pooled.is_revenue_known, true) then coalesce(pooled.revenue, 0) end as realised_revenue
    from ever_active
    cross join settings
    inner join {{ ref('kpi_definitions') }} as kpis on kpis.kpi_id = 'customer_lifetime_value'
    left join pooled using (period_type, period_start, scope_type, scope_id)
    left join balances using (period_type, period_start, scope_type, scope_id)
)

select
    period_type,
    period_start,
    scope_type,
    scope_id,
    arpa as numerator,
    case when is_capped and churn is not null then 1 / clv_max_months else churn end as denominator,
    cast(exposures as bigint) as sample_size,
    active_customers,
    case when is_capped and churn is not null then clv_max_months else {{ safe_divide(1, 'churn') }} end as lifetime_months,
    margin,
    {{ safe_divide('realised_revenue', 'customers') }} as realised_revenue_per_customer,
    case
        when exposures < min_sample then 'low_sample'
        when active_customers = 0 then 'zero_denominator'
        when is_capped then 'capped'
        else 'ok'
    end as own_status
from combined
