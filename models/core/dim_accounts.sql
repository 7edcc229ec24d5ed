select
    accounts.account_id,
    customers.customer_id,
    coalesce(accounts.owner_id, 'unassigned') as rep_id,
    accounts.segment,
    accounts.country
from {{ ref('int_accounts') }} as accounts
inner join {{ ref('int_account_customers') }} as customers on accounts.account_id = customers.account_id
where accounts.left_out_reason is null
