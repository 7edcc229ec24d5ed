with

-- the days that periods close on, and those that a running period is compared with
measured_days as (
    select closes_on as measured_on from {{ ref('dim_periods') }}
    union
    select reached_on from {{ ref('dim_pacing_days') }}
)

select
    measured_days.measured_on,
    subscriptions.customer_id,
    max(customers.rep_id) as rep_id,
    max(customers.team_id) as team_id,
    max(customers.segment) as segment,
    {{ sum_of_known('subscriptions.native_mrr * ' ~ fx_rate('rates', 'subscriptions.currency')) }} as mrr
from measured_days
inner join {{ ref('fct_subscriptions') }} as subscriptions on {{ is_active_on('subscriptions', 'measured_days.measured_on') }}
inner join {{ ref('dim_customers') }} as customers on subscriptions.customer_id = customers.customer_id
{{ join_fx_rate('rates', 'subscriptions.currency', 'measured_days.measured_on') }}
group by measured_days.measured_on, subscriptions.customer_id
