with

period_days as (
    select
        period_type,
        period_start,
        closes_on,
        {{ add_days('period_start', -1) }} as opens_after
    from {{ ref('dim_periods') }}
),

-- every MRR at the period's opening and closing, in its own currency
balances as (
    select
        period_days.period_type,
        period_days.period_start,
        period_days.opens_after,
        period_days.closes_on,
        native.customer_id,
        native.currency,
        native.native_mrr as opening_native,
        cast(0 as {{ type_double() }}) as closing_native
    from period_days
    inner join {{ ref('fct_customer_native_mrr') }} as native on period_days.opens_after = native.measured_on

    union all

    select
        period_days.period_type,
        period_days.period_start,
        period_days.opens_after,
        period_days.closes_on,
        native.customer_id,
        native.currency,
        cast(0 as {{ type_double() }}) as opening_native,
        native.native_mrr as closing_native
    from period_days
    inner join {{ ref('fct_customer_native_mrr') }} as native on period_days.closes_on = native.measured_on
),

converted as (
    select
        balances.period_type,
        balances.period_start,
        balances.customer_id,
        balances.opening_native,
        balances.closing_native,
        balances.opening_native * {{ fx_rate('opening_rates', 'balances.currency') }} as opening_mrr,
        balances.opening_native * {{ fx_rate('closing_rates', 'balances.currency') }} as opening_mrr_at_closing_rates,
        balances.closing_native * {{ fx_rate('closing_rates', 'balances.currency') }} as closing_mrr
    from balances
    {{ join_fx_rate('opening_rates', 'balances.currency', 'balances.opens_after') }}
    {{ join_fx_rate('closing_rates', 'balances.currency', 'balances.closes_on') }}
),

customer_balances as (
    select
        period_type,
        period_start,
        customer_id,
        max(opening_native) > 0 as is_active_at_start,
        max(closing_native) > 0 as is_active_at_end,
        {{ sum_of_known('opening_mrr', 'opening_native > 0') }} as opening_mrr,
        {{ sum_of_known('opening_mrr_at_closing_rates', 'opening_native > 0') }} as opening_mrr_at_closing_rates,
        {{ sum_of_known('closing_mrr', 'closing_native > 0') }} as closing_mrr
    from converted
    group by period_type, period_start, customer_id

    union all

    -- new in the period, and gone again before its end
    select
        period_days.period_type,
        period_days.period_start,
        customers.customer_id,
        false as is_active_at_start,
        false as is_active_at_end,
        0 as opening_mrr,
        0 as opening_mrr_at_closing_rates,
        0 as closing_mrr
    from period_days
    inner join {{ ref('dim_customers') }} as customers
        on customers.first_paid_on between period_days.period_start and period_days.closes_on
    left join {{ ref('fct_customer_native_mrr') }} as native
        on customers.customer_id = native.customer_id and period_days.closes_on = native.measured_on
    where native.customer_id is null
),

classified as (
    select
        balances.*,
        customers.rep_id,
        customers.team_id,
        customers.segment,
        customers.first_paid_on >= balances.period_start as is_new,
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
