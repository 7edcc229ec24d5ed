{{ config(enabled=var('purchase_value', false)) }}
{%- set horizon_days = variable('purchase_horizon_days') -%}
select
    histories.customer_id,
    customers.rep_id,
    customers.team_id,
    customers.segment,
    histories.first_ordered_on,
    histories.last_ordered_on,
    histories.repeat_count,
    histories.recency_days,
    histories.age_days,
    histories.average_repeat_amount,
    histories.purchase_amount,
    histories.credit_amount,
    cast({{ horizon_days }} as bigint) as horizon_days,
    expectations.probability_alive,
    expectations.expected_purchases,
    expectations.expected_amount,
    expectations.expected_purchases * expectations.expected_amount as expected_revenue,
    expectations.expected_purchases * expectations.expected_amount
    * coalesce(margins.margin, {{ variable('gross_margin') }}) as gross_margin_value,
    case
        when expectations.fit_status <> 'ok' then expectations.fit_status
        when expectations.amount_fit_status <> 'ok' then 'amount_' || expectations.amount_fit_status
        else 'ok'
    end as value_status
from {{ ref('fct_purchase_histories') }} as histories
inner join {{ ref('fct_purchase_expectations') }} as expectations on histories.customer_id = expectations.customer_id
inner join {{ ref('dim_customers') }} as customers on histories.customer_id = customers.customer_id
left join {{ ref('gross_margins') }} as margins on customers.segment = margins.segment
