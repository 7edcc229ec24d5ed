-- What a lifetime value is made of, for every period and scope in which anybody has ever paid: the MRR of a customer on the
-- closing day, and the churn of the last six complete months, smoothed by one churned customer in fifty.
with

periods as (
    select *
    from {{ ref('dim_periods') }}
),

-- the six complete months before each period's closing day
ranked_months as (
    select
        periods.period_type,
        periods.period_start,
        months.period_start as month_start,
        months.period_end as month_end,
        row_number() over (
            partition by periods.period_type, periods.period_start
            order by months.period_start desc
        ) as months_back,
        count(*) over (partition by periods.period_type, periods.period_start) as complete_months
    from periods
    inner join periods as months
        on months.period_type = 'month' and months.is_complete_period and months.period_end <= periods.closes_on
),

exposures as (
    select
        period_start as month_start,
        scope_type,
        scope_id,
        count(*) as exposures,
        count(case when is_churned then 1 end) as churned
    from {{ in_scopes(ref('records_customer_lifetime_value')) }}
    where period_type = 'month' and units = 1
    group by period_start, scope_type, scope_id
),

pooled_exposures as (
    select
        ranked_months.period_type,
        ranked_months.period_start,
        exposures.scope_type,
        exposures.scope_id,
        sum(exposures.exposures) as exposures,
        sum(exposures.churned) as churned
    from ranked_months
    inner join exposures on ranked_months.month_start = exposures.month_start
    where ranked_months.months_back <= 6
    group by ranked_months.period_type, ranked_months.period_start, exposures.scope_type, exposures.scope_id
),

balances as (
    select
        periods.period_type,
        periods.period_start,
        records.scope_type,
        records.scope_id,
        count(*) as customers,
        {{ sum_of_known('records.mrr') }} as mrr,
        {{ sum_of_known('records.mrr * coalesce(margins.margin, ' ~ var('gross_margin') ~ ')') }} as margin_mrr
    from {{ in_scopes(ref('fct_customer_mrr')) }}
    inner join periods on records.measured_on = periods.closes_on
    left join {{ ref('gross_margins') }} as margins on records.segment = margins.segment
    group by periods.period_type, periods.period_start, records.scope_type, records.scope_id
),

month_revenue as (
    select
        records.measured_on,
        records.scope_type,
        records.scope_id,
        {{ sum_of_known('records.mrr') }} as revenue
    from {{ in_scopes(ref('fct_customer_mrr')) }}
    inner join periods as months
        on
            records.measured_on = months.period_end
            and months.period_type = 'month'
            and months.is_complete_period
    group by records.measured_on, records.scope_type, records.scope_id
),

-- a month in which nobody was active is worth 0, one of which no rate is known is not
realised_revenue as (
    select
        ranked_months.period_type,
        ranked_months.period_start,
        month_revenue.scope_type,
        month_revenue.scope_id,
        case
            when count(case when month_revenue.revenue is null then 1 end) < max(ranked_months.complete_months)
                then coalesce(sum(month_revenue.revenue), 0)
        end as revenue
    from ranked_months
    inner join month_revenue on ranked_months.month_end = month_revenue.measured_on
    group by
        ranked_months.period_type, ranked_months.period_start, month_revenue.scope_type, month_revenue.scope_id
),

customers as (
    select *
    from {{ ref('dim_customers') }}
    where first_paid_on is not null
),

ever_active as (
    select
        periods.period_type,
        periods.period_start,
        records.scope_type,
        records.scope_id,
        count(*) as customers
    from periods
    inner join {{ in_scopes('customers') }} on records.first_paid_on <= periods.closes_on
    group by periods.period_type, periods.period_start, records.scope_type, records.scope_id
),

combined as (
    select
        ever_active.period_type,
        ever_active.period_start,
        ever_active.scope_type,
        ever_active.scope_id,
        coalesce(pooled_exposures.exposures, 0) as exposures,
        coalesce(balances.customers, 0) as active_customers,
        case
            when pooled_exposures.exposures >= 30 then {{ safe_divide('balances.mrr', 'balances.customers') }}
        end as arpa,
        case
            when pooled_exposures.exposures >= 30
                then {{ safe_divide('(pooled_exposures.churned + 1)', '(pooled_exposures.exposures + 50)') }}
        end as churn,
        coalesce(60 * (pooled_exposures.churned + 1) < pooled_exposures.exposures + 50, false) as is_capped,
        {{ safe_divide('balances.margin_mrr', 'balances.mrr') }} as margin,
        {{ safe_divide('case when realised_revenue.scope_id is null then 0 else realised_revenue.revenue end', 'ever_active.customers') }}
            as realised_revenue_per_customer
    from ever_active
    left join pooled_exposures using (period_type, period_start, scope_type, scope_id)
    left join balances using (period_type, period_start, scope_type, scope_id)
    left join realised_revenue using (period_type, period_start, scope_type, scope_id)
)

select
    period_type,
    period_start,
    scope_type,
    scope_id,
    arpa as numerator,
    case when is_capped and churn is not null then 1 / cast(60 as {{ type_double() }}) else churn end as denominator,
    cast(exposures as bigint) as sample_size,
    active_customers,
    case when is_capped and churn is not null then 60 else {{ safe_divide(1, 'churn') }} end as lifetime_months,
    margin,
    realised_revenue_per_customer,
    case
        when exposures < 30 then 'low_sample'
        when active_customers = 0 then 'zero_denominator'
        when is_capped then 'capped'
        else 'ok'
    end as own_status
from combined
