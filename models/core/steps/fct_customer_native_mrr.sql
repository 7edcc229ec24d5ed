with

-- the days that periods open after and close on, and those that a running period is compared with
measured_days as (
    select {{ add_days('period_start', -1) }} as measured_on from {{ ref('dim_periods') }}
    union
    select closes_on from {{ ref('dim_periods') }}
    union
    select reached_on from {{ ref('dim_pacing_days') }}
)

select
    measured_days.measured_on,
    subscriptions.customer_id,
    subscriptions.currency,
    sum(subscriptions.native_mrr) as native_mrr
from measured_days
inner join {{ ref('fct_subscriptions') }} as subscriptions
    on
        subscriptions.is_paid
        and subscriptions.starts_on <= measured_days.measured_on
        and (subscriptions.ends_on is null or subscriptions.ends_on > measured_days.measured_on)
group by measured_days.measured_on, subscriptions.customer_id, subscriptions.currency
