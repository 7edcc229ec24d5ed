select
    account_id,
    customer_id,
    coalesce(owner_id, 'unassigned') as rep_id,
    segment,
    country
from {{ ref('int_accounts') }}
where left_out_reason is null
