with

subscriptions as (
    select
        records.subscription_id,
        records.account_id,
        records.customer_id,
        {{ as_of_day('records.starts_on') }} as starts_on,
        {{ as_of_day('records.ends_on') }} as ends_on,
        records.status,
        records.currency,
        records.unreadable_columns,
        case
            -- without its end nobody knows until when it is worth something
            when {{ is_unread('ends_on', 'records.unreadable_columns') }} then null
            when records.status in ('trial', 'paused', 'free') then 0
            -- canceled without an end is still active; without a status nothing is known, nor of an interval of no length
            when records.status in ('active', 'canceled') and records.billing_interval_months >= 0.001
                then
                    records.quantity * records.unit_amount * (1 - records.discount_rate)
                    / records.billing_interval_months
        end as native_mrr
    from {{ ref('int_subscriptions') }} as records
    cross join {{ ref('dim_as_of') }} as as_of
    where records.left_out_reason is null
)

select
    subscription_id,
    account_id,
    customer_id,
    starts_on,
    ends_on,
    status,
    currency,
    cast(native_mrr as {{ type_double() }}) as native_mrr,
    native_mrr is null as is_mrr_unusable,
    -- one that ends by the day it starts is never active
    coalesce(native_mrr > 0 and starts_on is not null and (ends_on is null or ends_on > starts_on), false) as is_paid,
    unreadable_columns
from subscriptions
