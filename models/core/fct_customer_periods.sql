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

{{ paid_in_currencies() }},

-- worked out once for each day and currency: a subscription then needs an equal key alone
day_rates as (
    select
        days.period_type,
        days.period_start,
        days.measured_on,
        days.is_closing,
        currencies.currency,
        {{ fx_rate('rates', 'currencies.currency') }} as rate,
        {{ fx_rate('closing_rates', 'currencies.currency') }} as closing_rate
    from measured_days as days
    cross join currencies
    {{ join_fx_rate('rates', 'currencies.currency', 'days.measured_on') }}
    {{ join_fx_rate('closing_rates', 'currencies.currency', 'days.closes_on') }}
),

-- what is paid on these days, at the rates of the day, and at those of the closing day
balances as (
    select
        days.period_type,
        days.period_start,
        days.is_closing,
        subscriptions.customer_id,
        subscriptions.native_mrr * days.rate as mrr,
        subscriptions.native_mrr * days.closing_rate as mrr_at_closing_rates
    from paid_subscriptions as subscriptions
    inner join day_rates as days
        on subscriptions.currency = days.currency and {{ is_active_on('subscriptions', 'days.measured_on') }}

    union all

    -- whoever is new in the period, and may be gone again before its end
    select
        periods.period_type,
        periods.period_start,
        null as is_closing,
        customers.customer_id,
        null as mrr,
        null as mrr_at_closing_rates
    from {{ ref('dim_periods') }} as periods
    inner join {{ ref('dim_customers') }} as customers
        on customers.first_paid_on between periods.period_start and periods.closes_on
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

classified as (
    select
        balances.period_type,
        balances.period_start,
        balances.customer_id,
        customers.rep_id,
        customers.team_id,
        customers.segment,
        customers.first_paid_on >= balances.period_start as is_new,
        balances.is_active_at_start,
        balances.is_active_at_end,
        balances.opening_mrr,
        balances.closing_mrr,
        -- an amount whose rate is missing counts as 0, so that every bridge closes
        coalesce(balances.opening_mrr, 0) as known_opening_mrr,
        coalesce(balances.opening_mrr_at_closing_rates, 0) as known_restated_mrr,
        coalesce(balances.closing_mrr, 0) as known_closing_mrr
    from customer_balances as balances
    inner join {{ ref('dim_customers') }} as customers on balances.customer_id = customers.customer_id
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
