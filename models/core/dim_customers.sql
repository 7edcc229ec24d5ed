with

-- an account that no export names, but a record does, is its own customer
customers as (
    select customer_id from {{ ref('int_accounts') }}
    {{ union_distinct() }}
    select customer_id from {{ ref('fct_subscriptions') }}
    {{ union_distinct() }}
    select customer_id from {{ ref('fct_deals') }}
    {{ union_distinct() }}
    select customer_id from {{ ref('fct_orders') }}
),

first_paid as (
    select
        customer_id,
        min(starts_on) as first_paid_on
    from {{ ref('fct_subscriptions') }}
    where is_paid
    group by customer_id
),

first_won as (
    select
        customer_id,
        min(closed_on) as first_won_on
    from {{ ref('fct_deals') }}
    where outcome = 'won'
    group by customer_id
)

select
    customers.customer_id,
    case when not {{ has_address('accounts.name') }} then accounts.name end as customer_name,
    coalesce(accounts.owner_id, 'unassigned') as rep_id,
    coalesce(reps.team_id, 'unassigned') as team_id,
    accounts.segment,
    accounts.account_id is not null as is_in_export,
    first_paid.first_paid_on,
    first_won.first_won_on
from customers
left join {{ ref('int_accounts') }} as accounts
    on customers.customer_id = accounts.account_id and accounts.left_out_reason is null
left join {{ ref('dim_reps') }} as reps on accounts.owner_id = reps.rep_id
left join first_paid on customers.customer_id = first_paid.customer_id
left join first_won on customers.customer_id = first_won.customer_id
where customers.customer_id is not null
