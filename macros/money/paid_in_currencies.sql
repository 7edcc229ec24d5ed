{#
  CTEs of what customers pay for: paid_subscriptions, with the currency as rates have it ('' where there is none), and
  currencies, one row each.
#}
{% macro paid_in_currencies() %}
paid_subscriptions as (
    select
        customer_id,
        starts_on,
        ends_on,
        is_paid,
        native_mrr,
        coalesce(upper(trim(currency)), '') as currency
    from {{ ref('fct_subscriptions') }}
    where is_paid
),

currencies as (
    select distinct currency from paid_subscriptions
)
{%- endmacro %}
