with

orders as (
    select
        records.order_id,
        records.account_id,
        records.customer_id,
        {{ as_of_day('records.ordered_on') }} as ordered_on,
        records.currency,
        records.amount as native_amount
    from {{ ref('int_orders') }} as records
    cross join {{ ref('dim_as_of') }} as as_of
    where records.left_out_reason is null
)

select
    orders.order_id,
    orders.account_id,
    orders.customer_id,
    orders.ordered_on,
    orders.currency,
    cast(orders.native_amount as {{ type_double() }}) as native_amount,
    cast(orders.native_amount * {{ fx_rate('rates', 'orders.currency') }} as {{ type_double() }}) as order_amount,
    -- what is worth nothing is still a purchase, what is given back is not
    coalesce(orders.native_amount < 0, false) as is_credit
from orders
{{ join_fx_rate('rates', 'orders.currency', 'orders.ordered_on') }}
