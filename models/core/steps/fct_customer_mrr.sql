with

-- the days that periods close on, and those up to which a running period is compared
measured_days as (
    select closes_on as measured_on from {{ ref('dim_periods') }}
    {{ union_distinct() }}
    select reached_on from {{ ref('dim_pacing_days') }}
    {{ union_distinct() }}
    select compared_until from {{ ref('dim_to_date_days') }}
),

{{ paid_in_currencies() }},

day_rates as (
    select
        measured_days.measured_on,
        currencies.currency,
        {{ fx_rate('rates', 'currencies.currency') }} as rate
    from measured_days
    cross join currencies
    {{ join_fx_rate('rates', 'currencies.currency', 'measured_days.measured_on') }}
),

customer_days as (
    select
        days.measured_on,
        subscriptions.customer_id,
        {{ sum_of_known('subscriptions.native_mrr * days.rate') }} as mrr
    from paid_subscriptions as subscriptions
    inner join day_rates as days
        on subscriptions.currency = days.currency and {{ is_active_on('subscriptions', 'days.measured_on') }}
    group by days.measured_on, subscriptions.customer_id
)

select
    customer_days.measured_on,
    customer_days.customer_id,
    customers.rep_id,
    customers.team_id,
    customers.segment,
    customer_days.mrr
from customer_days
inner join {{ ref('dim_customers') }} as customers on customer_days.customer_id = customers.customer_id
