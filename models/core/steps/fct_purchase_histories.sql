with

purchases as (
    select *
    from {{ ref('fct_orders') }}
    where ordered_on is not null and not is_credit
),

-- orders of one day are one purchase; a day with an amount that is not known has none
purchase_days as (
    select
        customer_id,
        ordered_on,
        count(*) as orders,
        case when count(order_amount) = count(*) then sum(order_amount) end as day_amount
    from purchases
    group by customer_id, ordered_on
),

firsts as (
    select
        customer_id,
        min(ordered_on) as first_ordered_on
    from purchase_days
    group by customer_id
),

credits as (
    select
        customer_id,
        count(*) as credits,
        {{ sum_of_known('order_amount') }} as credit_amount
    from {{ ref('fct_orders') }}
    where ordered_on is not null and is_credit
    group by customer_id
),

summed as (
    select
        purchase_days.customer_id,
        firsts.first_ordered_on,
        max(purchase_days.ordered_on) as last_ordered_on,
        sum(purchase_days.orders) as orders,
        count(*) as purchase_days,
        count(case when purchase_days.ordered_on > firsts.first_ordered_on then purchase_days.day_amount end)
            as known_repeat_days,
        sum(case when purchase_days.ordered_on > firsts.first_ordered_on then purchase_days.day_amount end)
            as repeat_amount,
        {{ sum_of_known('purchase_days.day_amount') }} as purchase_amount
    from purchase_days
    inner join firsts on purchase_days.customer_id = firsts.customer_id
    group by purchase_days.customer_id, firsts.first_ordered_on
)

select
    summed.customer_id,
    summed.first_ordered_on,
    summed.last_ordered_on,
    cast(summed.orders as bigint) as order_count,
    cast(summed.purchase_days as bigint) as purchase_day_count,
    cast(summed.purchase_days - 1 as bigint) as repeat_count,
    cast({{ days_between('summed.first_ordered_on', 'summed.last_ordered_on') }} as bigint) as recency_days,
    cast({{ days_between('summed.first_ordered_on', 'as_of.as_of_date') }} as bigint) as age_days,
    cast(summed.purchase_amount as {{ type_double() }}) as purchase_amount,
    cast(summed.known_repeat_days as bigint) as known_repeat_count,
    {{ safe_divide('summed.repeat_amount', 'summed.known_repeat_days') }} as average_repeat_amount,
    cast(coalesce(credits.credits, 0) as bigint) as credit_count,
    cast(case when credits.customer_id is null then 0 else credits.credit_amount end as {{ type_double() }}) as credit_amount
from summed
left join credits on summed.customer_id = credits.customer_id
cross join {{ ref('dim_as_of') }} as as_of
