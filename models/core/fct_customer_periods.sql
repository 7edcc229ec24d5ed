with

-- the two days that a period is measured on: the last before it, and the one that it closes on
measured_days as (
    select
        period_type,
        period_start,
        closes_on,
        {{ add_days('period_start', -1) }} as measured_on,
        false as is_closing
    from {{ ref('dim_periods') }}

    union all

    select
        period_type,
        period_start,
        closes_on,
        closes_on as measured_on,
        true as is_closing
    from {{ ref('dim_periods') }}
),

-- what is paid on these days, at the rates of the day, and at those of the closing day
balances as (
    select
        days.period_type,
        days.period_start,
        days.is_closing,
        subscriptions.customer_id,
        subscriptions.native_mrr * {{ fx_rate('rates', 'subscriptions.currency') }} as mrr,
        subscriptions.native_mrr * {{ fx_rate('closing_rates', 'subscriptions.currency') }} as mrr_at_closing_rates
    from measured_days as days
    inner join {{ ref('fct_subscriptions') }} as subscriptions on {{ is_active_on('subscriptions', 'days.measured_on') }}
    {{ join_fx_rate('rates', 'subscriptions.currency', 'days.measured_on') }}
    {{ join_fx_rate('closing_rates', 'subscriptions.currency', 'days.closes_on') }}
),

customer_balances as (
    select
        period_type,
        period_start,
        customer_id,
        count(case when not is_closing then 1 end) > 0 as is_active_at_start,
        count(case when is_closing then 1 end) > 0 as is_active_at_end,
        {{ sum_of_known('mrr', 'not is_closing') }} as opening_mrr,
        {{ sum_of_known('mrr_at_closing_rates', 'not is_closing') }} as opening_mrr_at_closing_rates,
        {{ sum_of_known('mrr', 'is_closing') }} as closing_mrr
    from balances
    group by period_type, period_start, customer_id
),

-- those, and who is new in the period and gone again before its end
period_customers as (
    select period_type, period_start, customer_id from customer_balances
    union
    select periods.period_type, periods.period_start, customers.customer_id
    from {{ ref('dim_periods') }} as periods
    inner join {{ ref('dim_customers') }} as customers
        on customers.first_paid_on between periods.period_start and periods.closes_on
),

classified as (
    select
        period_customers.period_type,
        period_customers.period_start,
        period_customers.customer_id,
        customers.rep_id,
        customers.team_id,
        customers.segment,
        customers.first_paid_on >= period_customers.period_start as is_new,
        coalesce(balances.is_active_at_start, false) as is_active_at_start,
        coalesce(balances.is_active_at_end, false) as is_active_at_end,
        case when balances.is_active_at_start is null then 0 else balances.opening_mrr end as opening_mrr,
        case when balances.is_active_at_end is null then 0 else balances.closing_mrr end as closing_mrr,
        -- an amount whose rate is missing counts as 0, so that every bridge closes
        coalesce(balances.opening_mrr, 0) as known_opening_mrr,
        coalesce(balances.opening_mrr_at_closing_rates, 0) as known_restated_mrr,
        coalesce(balances.closing_mrr, 0) as known_closing_mrr
    from period_customers
    inner join {{ ref('dim_customers') }} as customers on period_customers.customer_id = customers.customer_id
    left join customer_balances as balances
        on
            period_customers.period_type = balances.period_type
            and period_customers.period_start = balances.period_start
            and period_customers.customer_id = balances.customer_id
),

moved as (
    select
        classified.*,
        -- sums of the same amounts in another order differ in the last bits: that is no movement
        case
            when abs(known_closing_mrr - known_restated_mrr) < 0.000001 then 0
            else known_closing_mrr - known_restated_mrr
        end as mrr_change
    from classified
)

select
    period_type,
    period_start,
    customer_id,
    rep_id,
    team_id,
    segment,
    is_active_at_start,
    is_active_at_end,
    is_new,
    is_active_at_end and not is_active_at_start and not is_new as is_reactivated,
    is_active_at_start and not is_active_at_end as is_churned,
    opening_mrr,
    closing_mrr,
    case when is_active_at_end and not is_active_at_start and is_new then known_closing_mrr else 0 end as new_mrr,
    case
        when is_active_at_end and not is_active_at_start and not is_new then known_closing_mrr else 0
    end as reactivation_mrr,
    case when is_active_at_start and is_active_at_end and mrr_change > 0 then mrr_change else 0 end as expansion_mrr,
    case when is_active_at_start and is_active_at_end and mrr_change < 0 then mrr_change else 0 end as contraction_mrr,
    case when is_active_at_start and not is_active_at_end then -known_restated_mrr else 0 end as churn_mrr,
    case when is_active_at_start then known_restated_mrr - known_opening_mrr else 0 end as fx_mrr
from moved
