with recursive

-- parents, with merged accounts followed to their survivors; a parent need not be in the export
parents as (
    select
        accounts.survivor_id as account_id,
        coalesce(survivors.survivor_id, accounts.parent_account_id) as parent_account_id
    from {{ ref('int_accounts') }} as accounts
    left join {{ ref('int_survivors') }} as survivors
        on survivors.record_type = 'accounts' and accounts.parent_account_id = survivors.record_id
    where accounts.account_id = accounts.survivor_id and accounts.parent_account_id is not null
),

pointers as (
    select
        'accounts' as record_type,
        account_id as record_id,
        parent_account_id as next_id
    from parents
),

{{ follow_pointers() }}

select
    accounts.account_id,
    accounts.survivor_id,
    coalesce(ends.end_id, accounts.survivor_id) as customer_id
from {{ ref('int_accounts') }} as accounts
left join ends on accounts.survivor_id = ends.record_id
